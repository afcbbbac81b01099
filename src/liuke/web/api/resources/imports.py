"""Imports: upload files, read the preview's counts, confirm, follow."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from liuke.integrations.dms.actions.answer_questions import answer_questions
from liuke.integrations.dms.actions.confirm_import import confirm_import
from liuke.integrations.dms.actions.discard_import import discard_import
from liuke.integrations.dms.actions.upload_files import Upload, upload_files
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.queries import import_within, imports_within
from liuke.integrations.dms.questions import Asked, from_json
from liuke.org.rules.key_scopes import KeyScope
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Line
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import NotInSandbox, Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["imports"])
READ, WRITE = ByKey(KeyScope.IMPORTS_READ), ByKey(KeyScope.IMPORTS_WRITE)


class Question(Schema):
    """What reading the files left open. ``proposal`` is taken where no other choice is answered."""

    topic: str
    file: str
    sheet: str
    subject: str
    choices: list[str]
    proposal: str
    answer: str | None


class ImportOut(Schema):
    """An import. ``counts`` are rows by kind and fate, there once ``state`` is preview."""

    id: UUID
    state: str
    files: list[str]
    uploaded_at: dt.datetime
    done_at: dt.datetime | None
    counts: dict[str, dict[str, int]]
    questions: list[Question]
    refusal: str | None


class Answer(Schema):
    """An answer to one question, named by its topic, file, sheet and subject."""

    topic: Line
    file: Line = ""
    sheet: Line = ""
    subject: Line = ""
    answer: Line


class Answers(Schema):
    """Answers to some of the questions."""

    answers: list[Answer]


def _shown(batch: ImportBatch) -> ImportOut:
    return ImportOut(
        id=batch.pk,
        state=batch.state,
        files=[file.name for file in batch.files.all()],
        uploaded_at=batch.uploaded_at,
        done_at=batch.done_at,
        counts=batch.found.get("counts", {}),
        questions=[_question(asked) for asked in from_json(batch.found.get("questions", []))],
        refusal=(batch.refusal or {}).get("code"),
    )


def _question(asked: Asked) -> Question:
    topic, file, sheet, subject = asked.place
    return Question(
        topic=topic, file=file, sheet=sheet, subject=subject, choices=list(asked.choices),
        proposal=asked.proposal, answer=asked.answer,
    )  # fmt: skip


@router.get(
    "/imports",
    url_name="api_imports",
    auth=READ,
    response={200: Page[ImportOut], 422: Problem},
    summary=N_("Imports"),
)
def imports(request: Call, paging: Paged) -> HttpResponse:
    """The key's own; everybody's for a key of the whole group."""
    return answer_page(page_of(imports_within(request.rights).order_by(), paging, _shown))


@router.post(
    "/imports",
    url_name="api_imports",
    auth=WRITE,
    response={201: ImportOut, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Upload files"),
)
def import_upload(request: Call, files: File[list[UploadedFile]]) -> HttpResponse:
    """A worker reads them; ask for the import until its state is preview. Needs an Idempotency-Key."""
    _not_in_sandbox(request)
    uploads = [Upload(file.name or "file", file.chunks()) for file in files]

    def work() -> ImportOut:
        made = upload_files(scope=request.rights, uploads=uploads)
        return _shown(import_within(request.rights, made.pk))

    return once(request, work, status=201)


@router.get(
    "/imports/{uuid:import_id}",
    url_name="api_import",
    auth=READ,
    response={200: ImportOut, 404: Problem},
    summary=N_("One import"),
)
def one_import(request: Call, import_id: UUID) -> HttpResponse:
    """Its state, what it would do, and what it asks."""
    return answer(request, _shown(import_within(request.rights, import_id)))


@router.post(
    "/imports/{uuid:import_id}/answers",
    url_name="api_import_answers",
    auth=WRITE,
    response={200: ImportOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Answer what an import asks"),
)
def import_answer(request: Call, import_id: UUID, given: Answers) -> HttpResponse:
    """Where an answer differs from the proposal, the files are read anew. Needs an Idempotency-Key."""
    _not_in_sandbox(request)
    answers = {(one.topic, one.file, one.sheet, one.subject): one.answer for one in given.answers}

    def work() -> ImportOut:
        answer_questions(scope=request.rights, batch_id=import_id, answers=answers)
        return _shown(import_within(request.rights, import_id))

    return once(request, work)


@router.post(
    "/imports/{uuid:import_id}/confirm",
    url_name="api_import_confirm",
    auth=WRITE,
    response={200: ImportOut, 404: Problem, 409: Problem, 428: Problem},
    summary=N_("Confirm an import"),
)
def import_confirm(request: Call, import_id: UUID) -> HttpResponse:
    """A worker takes the rows in. Needs an Idempotency-Key."""
    _not_in_sandbox(request)

    def work() -> ImportOut:
        confirm_import(scope=request.rights, batch_id=import_id, at=now())
        return _shown(import_within(request.rights, import_id))

    return once(request, work)


@router.post(
    "/imports/{uuid:import_id}/discard",
    url_name="api_import_discard",
    auth=WRITE,
    response={200: ImportOut, 404: Problem, 409: Problem, 428: Problem},
    summary=N_("Give an import up"),
)
def import_discard(request: Call, import_id: UUID) -> HttpResponse:
    """Before it is confirmed. Needs an Idempotency-Key."""
    _not_in_sandbox(request)

    def work() -> ImportOut:
        discard_import(scope=request.rights, batch_id=import_id)
        return _shown(import_within(request.rights, import_id))

    return once(request, work)


def _not_in_sandbox(call: Call) -> None:
    """Files and workers cannot be undone with the transaction."""
    if call.key.sandbox:
        raise NotInSandbox
