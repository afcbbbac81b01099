"""Pinyin 拼音: how Chinese names sort and how they are found by typing."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[^0-9a-z]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_LONGEST = 200


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
    return "".join(syllable[0] for syllable in sort_key(name).split())[:60]
