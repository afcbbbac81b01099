"""One number for all spellings of an item: spaces, brackets, dashes, case and width do not tell apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_IGNORED = re.compile(r"[\s\-_—–~·•*#'\"“”‘’()\[\]【】{}<>《》,、;:。!]+")


def spelling_key(item: str) -> str:
    """What two spellings of one item share. Digits, points and slashes stay: 1.5L is not 15L.

    >>> spelling_key("前刹车片（ 左）") == spelling_key("前刹车片-左"), spelling_key("全合成机油 5W-30")
    (True, '全合成机油5w30')
    """
    narrow = unicodedata.normalize("NFKC", item).casefold()
    return _IGNORED.sub("", narrow) or narrow.strip()


@dataclass(frozen=True)
class ItemNames:
    """``number_of`` every spelling, and the ``names`` (the most frequent spelling) by number."""

    number_of: dict[str, int]
    names: list[str]


def number_items(counted: Iterable[tuple[str, int]]) -> ItemNames:
    """Numbers items from (spelling, times), the most frequent item first.

    >>> number_items([("空滤", 1), ("机油 ", 3), ("机油", 5)])
    ItemNames(number_of={'机油': 0, '机油 ': 0, '空滤': 1}, names=['机油', '空滤'])
    """
    spelt: dict[str, list[tuple[int, str]]] = {}
    for item, times in counted:
        spelt.setdefault(spelling_key(item), []).append((-times, item))
    number_of: dict[str, int] = {}
    names: list[str] = []
    for key in sorted(spelt, key=lambda key: (sum(times for times, _ in spelt[key]), key)):
        spellings = sorted(spelt[key])
        number_of |= {item: len(names) for _, item in spellings}
        names.append(spellings[0][1].strip())
    return ItemNames(number_of, names)
