"""What imports are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.insight.reports.wording.fields import FIELDS, KINDS
from liuke.insight.reports.wording.remarks import REMARKS
from liuke.integrations.dms.questions import CREATE, LEAVE_OUT, Asked
from liuke.web.shell.wording import N_, t

STATES: Mapping[str, tuple[str, str]] = {
    "reading": (N_("being read"), "info"),
    "preview": (N_("waits for you"), "warn"),
    "committing": (N_("being taken in"), "info"),
    "done": (N_("taken in"), "good"),
    "undoing": (N_("being undone"), "info"),
    "undone": (N_("undone"), ""),
    "failed": (N_("failed"), "bad"),
    "discarded": (N_("discarded"), ""),
}
"""Words and colour of each state."""

FATES: Mapping[str, str] = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "rejected": N_("Rejected"),
}

STEPS: Mapping[str, str] = {
    "": N_("Waiting for a worker"),
    "open": N_("Opening the files"),
    "read": N_("Reading rows"),
    "judge": N_("Checking rows"),
    "cross_check": N_("Holding rows against each other"),
    "compare": N_("Comparing with what is there"),
    "wait": N_("Waiting for another import to finish"),
    "stage": N_("Comparing with what is there"),
    "write": N_("Taking rows in"),
    "undo": N_("Restoring the state before"),
    "finish": N_("Finishing"),
}

_QUESTIONS: Mapping[str, str] = {
    "column": N_("What is the column “%(subject)s”? It holds for example %(examples)s"),
    "kind": N_("What kind of rows are these?"),
    "header_rows": N_("The header has two rows (%(subject)s), read as: %(names)s. Right?"),
    "day_order": N_("In which order is %(example)s written in the column “%(subject)s”?"),
    "plate_moves": N_(
        "%(plates)s plates stand on more than one car, for example %(plate)s (%(vins)s). Did they move?"
    ),
    "store": N_("Which store is “%(subject)s”? %(rows)s rows name it."),
    "store_of_sheet": N_("%(rows)s rows of this sheet name no store. Whose are they?"),
}
_ANSWERS: Mapping[str, str] = {
    "ignore": N_("leave the column out"),
    "yes": N_("yes"),
    "no": N_("no"),
    "mdy": N_("month/day/year"),
    "dmy": N_("day/month/year"),
    "ymd": N_("year/month/day"),
    CREATE: N_("create this store"),
    LEAVE_OUT: N_("leave these rows out"),
}


_BY_HAND: Mapping[str, str] = {"owner": N_("Owner"), "vehicle": N_("Car")}


def question_words(asked: Asked) -> str:
    """The question as a sentence."""
    return t(_QUESTIONS[asked.code], subject=asked.subject, **dict(asked.detail))


def answer_words(asked: Asked, choice: str, stores: Mapping[str, str]) -> str:
    """One of the answers to it."""
    if choice in _ANSWERS:
        return t(_ANSWERS[choice])
    if choice in stores:
        return stores[choice]
    return t(KINDS[choice]) if asked.code == "kind" else t(FIELDS.get(choice, choice))


def kind_words(kind: str) -> str:
    if kind in KINDS:
        return t(KINDS[kind])
    return t(_BY_HAND[kind]) if kind in _BY_HAND else kind


def field_words(name: str) -> str:
    """A column of the preview."""
    return t(FIELDS.get(name, name))


def reasons(why: Sequence[Sequence[Any]] | None) -> list[str]:
    """Why a row was rejected: column, value and reason of each fault."""
    return [
        " · ".join(str(part) for part in (column, value, t(REMARKS.get(code, code))) if part)
        for column, value, code, *_ in why or []
    ]


def step_words(step: str, subject: str, rows: int) -> str:
    """What the worker does, in one line."""
    said = t(STEPS.get(step, step))
    about = t("cars, owners and visits") if subject == "derive" else kind_words(subject)
    counted = t("%(rows)s rows", rows=f"{rows:,}") if rows else ""
    return " · ".join(part for part in (said, about, counted) if part)
