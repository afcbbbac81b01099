"""A4 What somebody may mean by what they have typed: a name, pinyin, a plate, the end of a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

LONGEST = 40
BETWEEN = re.compile(r"[\s·•・.'‘’_-]")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PLATE = re.compile(r"[\u4e00-\u9fff]?[\u4e00-\u9fffa-z0-9]+")
_VIN = re.compile(r"[a-hj-npr-z0-9]{4,17}")
_ABROAD = re.compile(r"^(?:\+|00)86(?=1[3-9])|^86(?=1[3-9][0-9]{9}$)")
_LEAST_OF_NUMBER = 4
_LONGEST_PLATE = 8


class Kind(IntEnum):
    """What a key of the search table is; those turned round are found by their ending."""

    NAME = 1
    PINYIN = 2
    INITIALS = 3
    PHONE = 4
    HOUSEHOLD = 5
    PLATE = 11
    VIN = 12
    EARLIER_PLATE = 13


OF_OWNERS = frozenset({Kind.NAME, Kind.PINYIN, Kind.INITIALS, Kind.PHONE, Kind.HOUSEHOLD})
TURNED = frozenset({Kind.PHONE, Kind.VIN})


@dataclass(frozen=True)
class Typed:
    """``text`` is what was typed without what stands between signs, in lower case; ``words`` its parts,
    several where it was typed with blanks; ``order`` it as an order number, empty where it cannot be one.
    """

    text: str
    words: tuple[str, ...]
    kinds: frozenset[Kind]
    order: str = ""


def read_typed(said: str) -> Typed:
    """
    >>> read_typed("京A·123").text, sorted(k.name for k in read_typed("京A·123").kinds)
    ('京a123', ['HOUSEHOLD', 'NAME', 'PLATE'])
    >>> sorted(k.name for k in read_typed("1234").kinds), read_typed("王 1234").words
    (['PHONE', 'PLATE', 'VIN'], ('王', '1234'))
    >>> sorted(k.name for k in read_typed("7").kinds), read_typed("wo-2026").order
    ([], 'WO-2026')
    """
    whole = _ABROAD.sub("", unicodedata.normalize("NFKC", said).strip()[:LONGEST].lower())
    text = BETWEEN.sub("", whole)
    words = tuple(word for word in (BETWEEN.sub("", part) for part in whole.split()) if word)
    order = whole.upper() if len(whole) >= _LEAST_OF_NUMBER and re.search("[0-9]", whole) else ""
    return Typed(text, words, kinds_of(text), order)


def kinds_of(text: str) -> frozenset[Kind]:
    """What a text can be the beginning, a part or the end of."""
    number = text.isascii() and text.isdecimal()
    kinds = set()
    if text and not number:
        kinds |= {Kind.NAME, Kind.HOUSEHOLD}
    if text.isascii() and text.isalpha():
        kinds |= {Kind.PINYIN, Kind.INITIALS}
    if 2 <= len(text) <= _LONGEST_PLATE and _PLATE.fullmatch(text):
        kinds.add(Kind.PLATE)
    if number and len(text) >= _LEAST_OF_NUMBER:
        kinds.add(Kind.PHONE)
    if _VIN.fullmatch(text):
        kinds.add(Kind.VIN)
    return frozenset(kinds)


def with_earlier(kinds: frozenset[Kind]) -> frozenset[Kind]:
    """What can be a plate can be one that a car had before."""
    return kinds | {Kind.EARLIER_PLATE} if Kind.PLATE in kinds else kinds


def turned(text: str, kind: Kind) -> str:
    """The text as the keys of a kind begin."""
    return text[::-1] if kind in TURNED else text


def is_chinese(text: str) -> bool:
    return bool(_CHINESE.search(text))
