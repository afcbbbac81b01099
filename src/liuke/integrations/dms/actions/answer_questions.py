"""Gives answers to what an import asks; the files are read again in their light."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.queries import import_within
from liuke.integrations.dms.questions import Place, answers_as_json, answers_from_json, from_json
from liuke.integrations.dms.rules.states import State
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class UnknownAnswer(Refusal):
    code = "unknown_answer"
    sentence = "“%(answer)s” is no answer to this question. Choose one of those offered."


class QuestionsChanged(Refusal):
    code = "questions_changed"
    sentence = (
        "The questions have changed since you opened the page. Nothing was answered; look at them again."
    )


@transaction.atomic
def answer_questions(*, scope: Scope, batch_id: UUID, answers: Mapping[Place, str]) -> bool:
    """Whether anything has to be read anew: answers that only agree with the proposals change nothing.

    Raises NotFound, NotNow, QuestionsChanged, UnknownAnswer.
    """
    from liuke.integrations.dms.jobs import read

    batch = locked_import(import_within(scope, batch_id).pk)
    asked = {question.place: question for question in from_json(batch.found.get("questions", []))}
    given = answers_from_json(batch.answers)
    for place, answer in answers.items():
        question = asked.get(place)
        if question is None:
            raise QuestionsChanged
        if answer not in question.choices:
            raise UnknownAnswer(answer=answer)
    differs = any(asked[place].taken != answer for place, answer in answers.items())
    batch.answers = answers_as_json({**given, **answers})
    if not differs:
        batch.found["questions"] = [
            {**question.as_json(), "answer": answers.get(place, question.answer)}
            for place, question in asked.items()
        ]
        batch.save(update_fields=["answers", "found"])
        return False
    move(batch, State.READING)
    read.configure(lock=f"dms.{batch.pk}").defer(batch_id=str(batch.pk))
    return True
