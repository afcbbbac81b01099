"""The privacy desk: what is asked, until when, and what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.owners.actions.answer_request import answer_request, check_identity
from liuke.owners.actions.erase_person import erase_person
from liuke.owners.actions.take_request import take_request
from liuke.owners.discovery import contributed
from liuke.owners.models import PrivacyRequest
from liuke.owners.queries import owner_within, request_within, requests_within
from liuke.owners.rules.privacy_deadline import Kind, deadline
from liuke.values.refusal import Refusal
from liuke.web.console.owners import words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.console.privacy.forms import AnswerForm, IdentityForm, RequestForm
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm, first_error
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, refused, t

P = Permission
S = PrivacyRequest.State
VIEWS = {"open": N_("Open"), "overdue": N_("Overdue"), "closed": N_("Answered"), "all": N_("all")}
SOON = dt.timedelta(days=3)


@needs(P.HANDLE_PRIVACY)
@require_GET
def privacy(request: Asking) -> HttpResponse:
    """The requests, those due first."""
    today, rows = timezone.localdate(), requests_within(request.rights)
    waiting = rows.filter(state__in=[S.OPEN, S.CHECKED])
    sides = {
        "open": waiting,
        "overdue": waiting.filter(due_on__lt=today),
        "closed": rows.filter(state__in=[S.DONE, S.REFUSED]),
        "all": rows,
    }
    view = request.GET.get("view", "open")
    view = view if view in sides else "open"
    closed = Case(When(closed_at=None, then=Value(0)), default=Value(1))
    order = ("-closed_at",) if view == "closed" else (closed.asc(), "due_on", "id")
    context = {
        "paged": paged(request, sides[view].order_by(*order)),
        "rest": rest_of_query(request),
        "view": view,
        "views": [(code, t(name), sides[code].count()) for code, name in VIEWS.items()],
        "words": words,
        "today": today,
        "soon": today + SOON,
    }
    return page(request, "console/privacy/list.html.j2", context)


@needs(P.HANDLE_PRIVACY)
@require_http_methods(["GET", "POST"])
def privacy_new(request: Asking, owner_id: UUID) -> HttpResponse:
    """Takes in what an owner asks."""
    owner, today = owner_within(request.rights, owner_id, P.HANDLE_PRIVACY), timezone.localdate()
    form = RequestForm(request.POST or None, today=today, initial={"asked_by": owner.name})
    if form.is_valid():
        try:
            made = take_request(
                scope=request.rights, owner_id=owner.pk, draft=form.draft(), today=today, at=now()
            )
        except NotFound:
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Taken in. Check next who is asking."))
            return back_to(made.pk)
    context = {"form": form, "owner": owner}
    return page(request, "console/privacy/new.html.j2", context, status=422 if form.is_bound else 200)


def back_to(request_id: UUID) -> HttpResponse:
    """The request's page."""
    return HttpResponseRedirect(reverse("privacy_request", args=[request_id]))


@needs(P.HANDLE_PRIVACY)
@require_GET
def privacy_request(request: Asking, request_id: UUID) -> HttpResponse:
    """One request: who asks, until when, and the next step."""
    row = request_within(request.rights, request_id)
    version = {"version": row.version}
    context = {
        "row": row,
        "words": words,
        "today": timezone.localdate(),
        "source": deadline(Kind(row.kind), received=row.received_on),
        "identity": IdentityForm(initial=version),
        "answer": AnswerForm(initial=version),
        "kept": [t(line) for step in contributed("erasure_steps", "STEPS") for line in step.kept],
        "is_open": row.state in (S.OPEN, S.CHECKED),
    }
    return page(request, "console/privacy/request.html.j2", context)


@needs(P.HANDLE_PRIVACY)
@require_POST
def privacy_check(request: Asking, request_id: UUID) -> HttpResponse:
    """Who asks has been checked."""
    form = IdentityForm(request.POST)

    def step(version: int) -> object:
        return check_identity(
            scope=request.rights,
            request_id=request_id,
            version=version,
            how=form.cleaned_data["how"],
            at=now(),
        )

    return _step(request, request_id, form, step, t("Identity checked."))


@needs(P.HANDLE_PRIVACY)
@require_POST
def privacy_answer(request: Asking, request_id: UUID) -> HttpResponse:
    """Done, or turned down."""
    form, done = AnswerForm(request.POST), "refuse" not in request.POST

    def step(version: int) -> object:
        return answer_request(
            scope=request.rights,
            request_id=request_id,
            version=version,
            done=done,
            answer=form.cleaned_data["answer"],
            at=now(),
        )

    return _step(request, request_id, form, step, t("The request is closed."))


@needs(P.HANDLE_PRIVACY, fresh=True)
@require_POST
def privacy_erase(request: Asking, request_id: UUID) -> HttpResponse:
    """Erases the person; there is no way back."""
    form = AnswerForm(request.POST)

    def step(version: int) -> object:
        return erase_person(
            scope=request.rights,
            request_id=request_id,
            version=version,
            answer=form.cleaned_data["answer"],
            today=timezone.localdate(),
            at=now(),
        )

    return _step(request, request_id, form, step, t("Erased. What is kept, and why, stands on this page."))


def _step(
    request: Asking, request_id: UUID, form: VersionedForm, step: Callable[[int], object], done: str
) -> HttpResponse:
    """Takes a request one step on; what hinders it is told on its page."""
    request_within(request.rights, request_id)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return back_to(request_id)
    try:
        step(form.cleaned_data["version"])
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, done)
    return back_to(request_id)
