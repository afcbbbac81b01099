"""Pinyin 拼音: how Chinese names sort and how they are found by typing."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[^0-9a-z]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 200
_MOST_SIGNS = 4
"""A person's name of Chinese signs has no more; what is longer is a firm or a place."""
_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "缪": "miao", "翟": "zhai", "覃": "qin", "员": "yun", "种": "chong", "繁": "po", "黑": "he", "折": "she",
    "秘": "bi", "乐": "yue", "卜": "bu", "隗": "wei", "阚": "kan", "薄": "bo", "都": "du", "祭": "zhai",
    "句": "gou", "召": "shao", "乜": "nie", "佴": "nai",
}  # fmt: skip
"""Family names that are read differently from the same sign elsewhere."""


def sort_key(name: str) -> str:
    """The name in pinyin, syllable by syllable: what it sorts by, whatever the database's collation.

    >>> sort_key("郭美"), sort_key("Mei Guo"), sort_key("李3号")
    ('guo mei', 'mei guo', 'li 3 hao')
    """
    from pypinyin import lazy_pinyin  # a dictionary of megabytes: not at every start

    syllables = (part for text in lazy_pinyin(name.lower()) for part in _BREAK.split(text) if part)
    return " ".join(syllables)[:_LONGEST]


def initials(name: str) -> str:
    """The first letter of each syllable.

    >>> initials("郭美"), initials("北湖店")
    ('gm', 'bhd')
    """
    return first_letters(sort_key(name))


def person_key(name: str) -> str:
    """``sort_key`` of a person: the family name is read as one.

    >>> person_key("单小曾"), person_key("解放路店快修"), person_key("尉迟敬")
    ('shan xiao ceng', 'jie fang lu dian kuai xiu', 'yu chi jing')
    """
    bare = name.strip()
    family = bare[:1]
    if family not in _SURNAMES or not 2 <= len(bare) <= _MOST_SIGNS or not _CHINESE.fullmatch(bare):
        return sort_key(name)
    return f"{_SURNAMES[family]} {sort_key(bare[1:])}"


def person_initials(name: str) -> str:
    """
    >>> person_initials("仇小美")
    'qxm'
    """
    return first_letters(person_key(name))


def first_letters(key: str) -> str:
    """Initials of what ``sort_key`` has made."""
    return "".join(syllable[0] for syllable in key.split())[:60]
