"""What was decided about a sheet before its rows are read, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from liuke.sheets.recognition.columns import Match
from liuke.sheets.recognition.header_words import is_form_head
from liuke.values.moment import DayOrder

QuestionCode = Literal["column", "kind", "header_rows", "day_order", "plate_moves"]


@dataclass(frozen=True)
class Question:
    """Something only a person knows. ``proposal`` is taken by ``--yes``; ``choices`` are all the answers.

    ``subject`` is what it is about (a column, a plate); ``detail`` are figures and examples for the sentence.
    """

    code: QuestionCode
    file: str
    sheet: str
    subject: str
    proposal: str
    choices: tuple[str, ...]
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.code, self.file, self.sheet, self.subject


@dataclass(frozen=True)
class SheetPlan:
    """A sheet with its kind (None: not recognised), header rows and columns.

    ``names`` are the header words per column; ``duplicate_names`` are kept here and refused only if the
    sheet is used. ``day_orders`` answers 3/5/26 per column name; ``scales`` holds the highest score of fields
    whose column uses another scale than theirs; ``file_fixes`` are codes of what had to be done to read the
    file at all.
    """

    file: str
    sheet: str
    kind: str | None
    header_rows: tuple[int, ...]
    names: tuple[str, ...]
    matches: tuple[Match, ...]
    questions: tuple[Question, ...]
    epoch_1904: bool = False
    file_fixes: tuple[str, ...] = ()
    day_orders: Mapping[str, DayOrder] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)

    def column_of(self, field_name: str) -> int | None:
        return next((m.column for m in self.matches if m.field == field_name), None)

    @property
    def unknown_columns(self) -> Sequence[str]:
        used = {m.column for m in self.matches} | {m.time_column for m in self.matches}
        return [
            name
            for column, name in enumerate(self.names)
            if name and column not in used and not is_form_head(name)
        ]
