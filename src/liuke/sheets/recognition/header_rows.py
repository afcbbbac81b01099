"""Where the header stands: below title rows, in one row or in two with merged groups."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.reading.model import Merge, Row
from liuke.sheets.recognition import header_words

WITHIN_ROWS = 40
"""A header further down is not looked for."""

_KNOWN = frozenset(
    header_words.key(word) for kind in KINDS.values() for f in kind.fields for word in (*f.synonyms, *f.weak)
)
_STRONG = frozenset(
    header_words.key(word) for kind in KINDS.values() for field in kind.fields for word in field.synonyms
)
_ABOUT = re.compile("(?:信息|资料|資料|情况|明细)$")


@dataclass(frozen=True)
class Header:
    """``rows`` are the row numbers the header takes (one or two), ``names`` its words per column.

    A column without a header has the name "". ``known`` counts the names the catalogue knows.
    """

    rows: tuple[int, ...]
    names: tuple[str, ...]
    known: int

    @property
    def in_two_rows(self) -> bool:
        return len(self.rows) > 1


def find_header(
    *,
    numbers: Sequence[int],
    rows: Sequence[Row],
    merged: Sequence[Merge],
    remembered: Container[str] = frozenset(),
) -> Header | None:
    """The header among the first rows of a sheet, or None when nothing looks like one.

    The row with the most known words wins, the upper one of equals; a row of groups above it, or of parts
    below it, makes a header of two rows. ``remembered`` are header words known from a mapping file.
    """
    best, known = None, 0
    for index in range(min(len(rows), WITHIN_ROWS)):
        count = sum(1 for cell in rows[index] if _is_known(cell) or (cell and _clean(cell) in remembered))
        if count > known:
            best, known = index, count
    if best is None or (known < 2 and _filled(rows[best]) > 2):
        best = next((i for i, row in enumerate(rows[:WITHIN_ROWS]) if _filled(row) > 1), None)
        if best is None:
            return None
    pair = _two_rows(best, numbers, rows, merged)
    if pair is not None:
        upper, lower = pair
        names = _combined(rows[upper], rows[lower], _spans(numbers[upper], rows[upper], merged))
        return Header((numbers[upper], numbers[lower]), names, _known_words(list(names)))
    return Header((numbers[best],), tuple(_clean(cell) for cell in rows[best]), known)


def _clean(cell: str | None) -> str:
    return " ".join((cell or "").split()).strip("\ufeff\u200b")


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def _is_known(cell: str | None) -> bool:
    return bool(cell) and any(form in _KNOWN for form in header_words.keys(cell or ""))


def _is_strong(name: str) -> bool:
    return header_words.key(name) in _STRONG


def _known_words(row: Row) -> int:
    return sum(1 for cell in row if _is_known(cell))


def _spans(number: int, row: Row, merged: Sequence[Merge]) -> dict[int, int]:
    """Column → column whose text it stands under, for the horizontally merged cells of one row."""
    spans = {}
    for first_row, first_column, last_row, last_column in merged:
        if first_row <= number <= last_row and last_column > first_column:
            spans.update(dict.fromkeys(range(first_column, last_column + 1), first_column))
    if not spans:
        owner = None
        for column, cell in enumerate(row):
            if _clean(cell):
                owner = column
            elif owner is not None:
                spans[column] = owner
    return spans


def _two_rows(
    best: int, numbers: Sequence[int], rows: Sequence[Row], merged: Sequence[Merge]
) -> tuple[int, int] | None:
    if best > 0 and _groups_above(numbers[best - 1], rows[best - 1], rows[best], merged):
        return best - 1, best
    if best + 1 < len(rows) and _parts_below(numbers[best], rows[best], rows[best + 1], merged):
        return best, best + 1
    return None


def _groups_above(number: int, above: Row, below: Row, merged: Sequence[Merge]) -> bool:
    """A row of groups: at least two texts, each either over several columns or alone over an empty cell."""
    filled = [column for column, cell in enumerate(above) if _clean(cell)]
    if len(filled) < 2 or any(_looks_like_data(above[column]) for column in filled):
        return False
    spans = _spans(number, above, merged)
    wide = {owner for column, owner in spans.items() if column != owner and _text(below, column)}
    alone = [c for c in filled if not _text(below, c)]
    if not wide and not any(_is_known(above[c]) for c in alone):
        return False
    return (
        all(column in wide or column in alone or column in spans.values() for column in filled)
        or len(alone) + len(wide) >= len(filled) // 2
    )


def _parts_below(number: int, above: Row, below: Row, merged: Sequence[Merge]) -> bool:
    """A second header row: known words exactly where the first one is empty or spans several columns."""
    spans = _spans(number, above, merged)
    under = [c for c, cell in enumerate(below) if _clean(cell)]
    if len(under) < 2 or any(_looks_like_data(below[column]) for column in under):
        return False
    in_groups = [c for c in under if c in spans]
    outside = [c for c in under if c not in spans and _text(above, c)]
    opened = [c for c in under if c in set(spans.values())]
    return bool(in_groups) and len(outside) <= len(opened) and any(_is_known(below[c]) for c in under)


def _text(row: Row, column: int) -> str:
    return _clean(row[column]) if column < len(row) else ""


def _looks_like_data(cell: str | None) -> bool:
    """Headers hold few digits; dates, numbers and codes hold many."""
    text = _clean(cell)
    digits = sum(character.isdigit() for character in text)
    return digits >= 3 and digits * 2 >= len(text)


def _combined(upper: Row, lower: Row, spans: dict[int, int]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    parts = [_text(lower, column) for column in range(width)]
    names = []
    for column, part in enumerate(parts):
        group = _text(upper, spans.get(column, column))
        if not part:
            names.append(_text(upper, column))
        elif not group or group == part:
            names.append(part)
        else:
            names.append(_joined(group, part, told_apart=parts.count(part) == 1))
    return tuple(names)


def _joined(group: str, part: str, *, told_apart: bool) -> str:
    """The name of a column from its two words: what they mean together, else the part where that is enough.

    进厂 over 时间 and 时间 over 进厂 are both the time of arrival. 索赔 over 工时费 is not the labour of the
    order, and 送修人 over 电话 not the phone of the owner, even where no other column is called so.
    """
    groups = [group, group.removesuffix("方式")]
    if not _is_strong(part):
        groups.append(_ABOUT.sub("", group))
    for first in groups:
        for name in (f"{first}·{part}", f"{part}·{first}"):
            if first and _is_strong(name):
                return name
    name = f"{group}·{part}"
    if not told_apart or header_words.names_one_payer(name) or header_words.names_the_bringer(group):
        return name
    return part
