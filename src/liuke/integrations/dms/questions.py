"""Questions an import asks, as they are kept, shown and answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liuke.sheets.intake.take_in import Answers
    from liuke.sheets.recognition.sheet_plan import Question


LEAVE_OUT = "leave_out"
CREATE = "create"
STORE_QUESTIONS = frozenset({"store", "store_of_sheet"})

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Asked:
    """A question with its proposal and, once given, its answer.

    ``code`` is one of the intake's, or ``store`` (which store does the name ``subject`` mean?) or
    ``store_of_sheet`` (whose rows are these, that name no store?). Answers to those two are ids of stores,
    ``create`` or ``leave_out``.
    """

    code: str
    file: str
    sheet: str
    subject: str
    proposal: str
    choices: Sequence[str]
    detail: Mapping[str, str] = field(default_factory=dict)
    answer: str | None = None

    @property
    def place(self) -> Place:
        return self.code, self.file, self.sheet, self.subject

    @property
    def key(self) -> str:
        """Names the question in a form: the same one has the same name however often the files are read."""
        return f"q-{hashlib.sha256(json.dumps(self.place).encode()).hexdigest()[:16]}"

    @property
    def taken(self) -> str:
        """The answer, or what is proposed."""
        return self.answer if self.answer is not None and self.answer in self.choices else self.proposal

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "choices": list(self.choices), "detail": dict(self.detail)}


def asked_of(question: Question, given: Mapping[Place, str]) -> Asked:
    """A question of the intake with the answer given to it, if any."""
    return Asked(
        question.code, question.file, question.sheet, question.subject, question.proposal, question.choices,
        dict(question.detail), given.get(question.place),
    )  # fmt: skip


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Questions as they were kept."""
    return [Asked(**row) for row in rows]


def answers_from_json(rows: Iterable[Sequence[str]]) -> Answers:
    """Answers as they were kept: [code, file, sheet, subject, answer]."""
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def answers_as_json(answers: Mapping[Place, str]) -> list[list[str]]:
    return [[*place, answer] for place, answer in sorted(answers.items())]
