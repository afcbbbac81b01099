"""Moving a list of opening balances on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from liuke.loyalty.actions import open_balances, take_balances_back
from liuke.loyalty.opening.queries import batch_within
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.finance import words
from liuke.web.console.finance.opening_page import ControlForm, ReasonForm, opening_page
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import first_error
from liuke.web.shell.wording import refused, t

OPEN = Permission.OPEN_BALANCES


@needs(OPEN, fresh=True)
@require_POST
def opening_ask(request: Asking, batch_id: UUID) -> HttpResponse:
    """Enters the sums and asks a second person."""
    batch = batch_within(request.rights, batch_id, OPEN)
    form = ControlForm(batch, request.POST)
    if form.is_valid() and _asked(request, batch_id, form):
        messages.success(request, t("Asked. A second person has to look at the totals and approve."))
        return HttpResponseRedirect(reverse("opening", args=[batch_id]))
    batch.refresh_from_db()
    if batch.state != batch.State.PREVIEW:
        messages.error(request, first_error(form))
        return HttpResponseRedirect(reverse("opening", args=[batch_id]))
    return opening_page(request, batch, form=form if form.errors else ControlForm(batch, request.POST))


def _asked(request: Asking, batch_id: UUID, form: ControlForm) -> bool:
    """Whether it went through; why not is shown in the form, or told of a preview that has changed."""
    control = dict(form.cleaned_data)
    answer = control.pop("differing", None)
    adds = None if answer is None else answer == "add"
    try:
        open_balances.ask_to_open(
            scope=request.rights, batch_id=batch_id, control=control, adds=adds, at=now()
        )
    except (NotFound, NotAllowed):
        raise
    except open_balances.SumsDiffer as refusal:
        for name, (there, _) in refusal.differences.items():
            form.add_error(name, t("The list comes to %(there)s.", there=words.amount(name, there)))
    except open_balances.OtherListsMoved as refusal:
        messages.error(request, refused(refusal))
    except Refusal as refusal:
        form.take(refusal)
    else:
        return True
    return False


@needs(OPEN, fresh=True)
@require_POST
def opening_step(request: Asking, batch_id: UUID, step: str) -> HttpResponse:
    """Approve, send back, discard, go on, take back, approve that, keep."""
    scope, at = request.rights, now()
    batch_within(scope, batch_id, OPEN)
    form = ReasonForm(request.POST)
    if step == "take-back" and not form.is_valid():
        messages.error(request, first_error(form))
        return HttpResponseRedirect(reverse("opening", args=[batch_id]))
    reason = form.cleaned_data["reason"] if step == "take-back" else ""
    ways: dict[str, Callable[[], None]] = {
        "approve": lambda: open_balances.approve_opening(scope=scope, batch_id=batch_id, at=at),
        "send-back": lambda: open_balances.send_back_opening(scope=scope, batch_id=batch_id, at=at),
        "discard": lambda: open_balances.discard_opening(scope=scope, batch_id=batch_id, at=at),
        "go-on": lambda: open_balances.go_on_opening(scope=scope, batch_id=batch_id, at=at),
        "take-back": lambda: take_balances_back.ask_to_take_back(
            scope=scope, batch_id=batch_id, reason=reason, at=at
        ),
        "approve-back": lambda: take_balances_back.approve_taking_back(scope=scope, batch_id=batch_id, at=at),
        "keep": lambda: take_balances_back.keep_balances(scope=scope, batch_id=batch_id, at=at),
    }
    if step not in ways:
        raise NotFound
    try:
        ways[step]()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("opening", args=[batch_id]))
