"""Puts open questions to a person on a terminal, or takes the proposals, or stops."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from liuke.cli.wording import say
from liuke.insight.reports.language import N_
from liuke.insight.reports.wording.fields import FIELDS, KINDS
from liuke.sheets.recognition.sheet_plan import Question
from liuke.values.refusal import Refusal
from liuke.values.text import half_width

Answered = list[tuple[Question, str, str]]
"""(question, answer, who gave it: user or proposal)."""


class QuestionsOpen(Refusal):
    code = "questions_open"
    sentence = (
        "%(count)s questions are open. Answer them on a terminal, in a mapping file (--mapping), or take the "
        "proposed answers with --yes:\n%(questions)s"
    )


_SENTENCES = {
    "column": N_(
        "%(file)s, sheet “%(sheet)s”: what is the column “%(subject)s”? It holds for example %(examples)s"
    ),
    "kind": N_("%(file)s, sheet “%(sheet)s”: what kind of rows are these?"),
    "header_rows": N_(
        "%(file)s, sheet “%(sheet)s” has a header of two rows (%(subject)s), read as: %(names)s. Right?"
    ),
    "day_order": N_(
        "%(file)s, sheet “%(sheet)s”, column “%(subject)s”: in which order is %(example)s written?"
    ),
    "plate_moves": N_(
        "%(plates)s plates stand on more than one car, for example %(plate)s (%(vins)s). Did they move?"
    ),
}
_CHOICES = {
    "ignore": N_("leave it out"),
    "yes": N_("yes"),
    "no": N_("no"),
    "mdy": N_("month/day/year"),
    "dmy": N_("day/month/year"),
    "ymd": N_("year/month/day"),
}


def answer_all(questions: Sequence[Question], *, accept: bool) -> Answered:
    """An answer for each question. Raises QuestionsOpen without a terminal and without ``accept``."""
    if not questions:
        return []
    if accept:
        for question in questions:
            click.echo("  " + say("Taken as proposed: %(question)s → %(answer)s", **_words(question)))
        return [(question, question.proposal, "proposal") for question in questions]
    if not sys.stdin.isatty():
        listed = "\n".join(f"  · {_words(q)['question']} → {_words(q)['answer']}?" for q in questions)
        raise QuestionsOpen(count=len(questions), questions=listed)
    return [(question, _ask(question), "user") for question in questions]


def _ask(question: Question) -> str:
    words = _words(question)
    click.echo("\n" + str(words["question"]))
    for number, choice in enumerate(question.choices, 1):
        click.echo(f"  {number}  {_choice(question, choice)}")
    proposed = str(question.choices.index(question.proposal) + 1)
    numbers = {str(number): choice for number, choice in enumerate(question.choices, 1)}
    while (picked := half_width(click.prompt(say("Your choice"), default=proposed)).strip()) not in numbers:
        click.echo(
            say("Type one of the numbers before the answers, or nothing for %(number)s.", number=proposed)
        )
    return numbers[picked]


def _words(question: Question) -> dict[str, str]:
    detail = dict(question.detail)
    sentence = say(
        _SENTENCES[question.code],
        file=question.file,
        sheet=question.sheet,
        subject=question.subject,
        **detail,
    )
    return {"question": sentence, "answer": _choice(question, question.proposal)}


def _choice(question: Question, choice: str) -> str:
    if choice in _CHOICES:
        return say(_CHOICES[choice])
    return say(KINDS[choice] if question.code == "kind" else FIELDS.get(choice, choice))
