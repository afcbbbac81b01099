"""What the values of a column say about its meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from liuke.sheets.fields import words
from liuke.sheets.fields.field import Type
from liuke.values.moment import read_moment
from liuke.values.money import read_yuan
from liuke.values.odometer import read_km
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, OpenQuestion
from liuke.values.text import half_width, is_placeholder
from liuke.values.vin import read_vin

SAMPLE_ROWS = 200
HIGHEST_SCORE = {Type.SCORE_5: 5, Type.SCORE_10: 10}
_SCORE = re.compile(r"([0-9]{1,4}(?:\.[0-9]+)?)[分星%]?")
_NEARLY_ALL, _MOST = 0.9, 0.5
_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")
_TIME_OF_DAY = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def can_read(text: str) -> bool:
        try:
            read(text)
        except OpenQuestion:
            return True
        except BadCell:
            return False
        return True

    return can_read


_READS_MOMENT = _reads(read_moment)
_CAN_READ: Mapping[Type, Callable[[str], bool]] = {
    Type.VIN: _reads(read_vin),
    Type.PHONE: _reads(read_phone),
    Type.PLATE: _reads(read_plate),
    Type.DAY: _READS_MOMENT,
    Type.MOMENT: _READS_MOMENT,
    Type.YUAN: _reads(read_yuan),
    Type.KM: _reads(read_km),
}
TELLING = frozenset({Type.VIN, Type.PHONE, Type.PLATE, Type.DAY, Type.MOMENT})
"""Types whose values give them away; nearly everything is a text, and many things are numbers."""


class Samples:
    """The first values of every column of a sheet; each question about them is worked out once."""

    def __init__(self, columns: Sequence[Sequence[str | None]]) -> None:
        self._filled = [[v for v in values if v and not is_placeholder(v)] for values in columns]
        self._counts = [Counter(filled) for filled in self._filled]
        self._shares: dict[tuple[int, Callable[[str], bool] | str], float] = {}

    def share_readable(self, column: int, type_: Type) -> float | None:
        """Share of the filled cells that can be read as a type; None when none is filled or anything goes."""
        counts, can_read = self._counts[column], _CAN_READ.get(type_)
        if not counts or can_read is None:
            return None
        if (column, can_read) not in self._shares:
            readable = sum(count for text, count in counts.items() if can_read(text))
            self._shares[column, can_read] = readable / counts.total()
        return self._shares[column, can_read]

    def share_known(self, column: int, vocabulary: str) -> float:
        """Share of the filled cells whose word a vocabulary knows; an empty column contradicts none."""
        counts = self._counts[column]
        if not counts:
            return 1.0
        if (column, vocabulary) not in self._shares:
            known = sum(count for text, count in counts.items() if words.knows(vocabulary, text))
            self._shares[column, vocabulary] = known / counts.total()
        return self._shares[column, vocabulary]

    def holds_amounts(self, column: int, *, if_empty: bool) -> bool:
        """Whether most of a column can be amounts: 保险 may also stand over the names of insurers."""
        readable = self.share_readable(column, Type.YUAN)
        return if_empty if readable is None else readable >= _MOST

    def share_written_dates(self, column: int) -> float:
        """Share of the filled cells that are a date and not a bare number that could count its days."""
        counts = self._counts[column]
        written = sum(
            count
            for text, count in counts.items()
            if not _NUMBER.fullmatch(half_width(text).strip()) and _READS_MOMENT(text)
        )
        return written / counts.total() if counts else 0.0

    def scale_of(self, column: int, type_: Type) -> int | None:
        """The highest score of the scale a column of scores is written in; None when no scale holds them.

        Some scores above the field's own scale are mistakes; with many of them it is another scale, and the
        rest of them would be no answers either.
        """
        highest = HIGHEST_SCORE[type_]
        scores: Counter[float] = Counter()
        for text, count in self._counts[column].items():
            if found := _SCORE.fullmatch(half_width(text).strip()):
                scores[float(found[1])] += count

        def share_up_to(limit: int) -> float:
            return sum(n for score, n in scores.items() if score <= limit) / scores.total()

        if not scores or share_up_to(highest) >= _NEARLY_ALL:
            return highest
        for scale, least in ((10, 8), (100, 11)):
            if share_up_to(scale) >= _NEARLY_ALL and any(least <= score <= scale for score in scores):
                return scale
        return None

    def is_time_of_day(self, column: int) -> bool:
        """Whether a column holds bare times such as 08:30, the other half of a date beside it."""
        filled = self._filled[column]
        return bool(filled) and all(_TIME_OF_DAY.fullmatch(half_width(v.strip())) for v in filled)

    def examples(self, column: int) -> str:
        """A few different values to show a person."""
        return "、".join(list(self._counts[column])[:3])
