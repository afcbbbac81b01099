"""Moving an import on: one action a view."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from liuke.integrations.dms.actions.answer_questions import QuestionsChanged, answer_questions
from liuke.integrations.dms.actions.confirm_import import confirm_import
from liuke.integrations.dms.actions.discard_import import discard_import
from liuke.integrations.dms.actions.undo_import import undo_import
from liuke.integrations.dms.actions.upload_files import Upload, upload_files
from liuke.integrations.dms.queries import import_within
from liuke.integrations.dms.questions import from_json
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.wording import refused, t


@needs(Permission.IMPORT)
@require_POST
def import_upload(request: Asking) -> HttpResponse:
    """Takes the dropped files and goes to the new import."""
    files = [f for f in request.FILES.getlist("files") if isinstance(f, UploadedFile)]
    try:
        batch = upload_files(scope=request.rights, uploads=[Upload(f.name or "", f.chunks()) for f in files])
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
        return HttpResponseRedirect(reverse("imports"))
    return HttpResponseRedirect(reverse("import", args=[batch.pk]))


@needs(Permission.IMPORT)
@require_POST
def import_answers(request: Asking, batch_id: UUID) -> HttpResponse:
    """Answers to the questions, each in a field named by its key."""
    batch = import_within(request.rights, batch_id)
    asked = {question.key: question.place for question in from_json(batch.found.get("questions", []))}
    given = {name: answer for name, answer in request.POST.items() if name.startswith("q-")}

    def give() -> None:
        if given.keys() - asked.keys():
            raise QuestionsChanged
        answers = {asked[key]: str(answer) for key, answer in given.items()}
        if not answer_questions(scope=request.rights, batch_id=batch_id, answers=answers):
            messages.success(request, t("Your answers are kept."))

    return _done(request, batch_id, give)


@needs(Permission.IMPORT)
@require_POST
def import_confirm(request: Asking, batch_id: UUID) -> HttpResponse:
    """Takes in what the preview shows."""
    return _done(request, batch_id, lambda: confirm_import(scope=request.rights, batch_id=batch_id, at=now()))


@needs(Permission.IMPORT)
@require_POST
def import_discard(request: Asking, batch_id: UUID) -> HttpResponse:
    """Gives the import up."""
    return _done(request, batch_id, lambda: discard_import(scope=request.rights, batch_id=batch_id))


@needs(Permission.IMPORT)
@require_POST
def import_undo(request: Asking, batch_id: UUID) -> HttpResponse:
    """Takes the import back."""
    return _done(request, batch_id, lambda: undo_import(scope=request.rights, batch_id=batch_id))


def _done(request: Asking, batch_id: UUID, step: Callable[[], object]) -> HttpResponse:
    try:
        step()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("import", args=[batch_id]))
