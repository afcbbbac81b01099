"""A4 Which part of what is shown has been typed: it is marked, so that one sees why somebody was found."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.search.rules.typed import BETWEEN, is_chinese

Part = tuple[str, bool]
"""A piece of a text, and whether it was typed."""


def parts(shown: str, words: Sequence[str], pinyin: str = "") -> list[Part]:
    """``shown`` in pieces; ``words`` are as ``read_typed`` leaves them. ``pinyin`` is that of ``shown``.

    >>> parts("苏A·61K01", ["a61"])
    [('苏', False), ('A·61', True), ('K01', False)]
    >>> parts("王小明", ["xiaom"], "wang xiao ming"), parts("王小明", ["wx"], "wang xiao ming")
    ([('王', False), ('小明', True)], [('王小', True), ('明', False)])
    """
    marked = [False] * len(shown)
    for word in words:
        start, end = _written(shown, word) or _spoken(shown, word, pinyin) or (0, 0)
        marked[start:end] = [True] * (end - start)
    pieces: list[Part] = []
    for sign, mark in zip(shown, marked, strict=True):
        if pieces and pieces[-1][1] == mark:
            pieces[-1] = (pieces[-1][0] + sign, mark)
        else:
            pieces.append((sign, mark))
    return pieces


def ending(shown: str, number: str, words: Sequence[str]) -> list[Part]:
    """A masked number, its end marked where that was typed.

    >>> ending("138****1234", "13800001234", ["1234"])
    [('138****', False), ('1234', True)]
    """
    typed = max((len(word) for word in words if number.endswith(word)), default=0)
    seen = min(typed, 4, len(shown))
    return [(shown[:-seen], False), (shown[-seen:], True)] if seen else [(shown, False)]


def _written(shown: str, word: str) -> tuple[int, int] | None:
    kept = [place for place, sign in enumerate(shown) if not BETWEEN.fullmatch(sign)]
    found = "".join(shown[place].lower()[:1] for place in kept).find(word)
    return (kept[found], kept[found + len(word) - 1] + 1) if word and found >= 0 else None


def _spoken(shown: str, word: str, pinyin: str) -> tuple[int, int] | None:
    """A name of Chinese signs has as many syllables as signs."""
    syllables = pinyin.split()
    if len(syllables) != len(shown) or not is_chinese(shown):
        return None
    for start in range(len(syllables)):
        rest = word
        for end in range(start, len(syllables)):
            if syllables[end].startswith(rest):
                return (start, end + 1)
            if not rest.startswith(syllables[end]):
                break
            rest = rest[len(syllables[end]) :]
    letters = "".join(one[0] for one in syllables)
    return (0, len(word)) if letters.startswith(word) else None
