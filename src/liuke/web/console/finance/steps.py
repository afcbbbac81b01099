"""Moving a list of opening balances on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from liuke.loyalty.actions import open_balances, take_balances_back
from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.loyalty.opening.queries import batch_within
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.finance import words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, first_error
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, refused, t
from liuke.web.shell.yuan_field import YuanField

OPEN = Permission.OPEN_BALANCES
MOST_FEN = 10**11


def _whole(label: str) -> WholeField:
    return WholeField(label=lazy(label), min_value=0, max_value=MOST_FEN)


def _yuan(label: str) -> YuanField:
    return YuanField(label=lazy(label), least=0, most=MOST_FEN)


class ControlForm(PlatformForm):
    """The sums of the old system's report, and what to do with rows that differ from an earlier list."""

    rows = _whole(words.CONTROLS["rows"])
    principal_fen = _yuan(words.CONTROLS["principal_fen"])
    bonus_fen = _yuan(words.CONTROLS["bonus_fen"])
    points = _whole(words.CONTROLS["points"])
    visits = _whole(words.CONTROLS["visits"])
    visits_paid_fen = _yuan(words.CONTROLS["visits_paid_fen"])
    differing = forms.ChoiceField(
        label=lazy("Rows with another balance already"),
        choices=(
            ("", "—"),
            ("leave", lazy("Leave them out: the earlier list counts")),
            ("add", lazy("Post them in addition to the earlier list")),
        ),
    )

    def __init__(self, batch: OpeningBatch, data: Any = None) -> None:
        super().__init__(data)
        if OpeningRow.Fate.DIFFERS not in batch.totals:
            del self.fields["differing"]


class ReasonForm(PlatformForm):
    """Why a list is taken back."""

    reason = forms.CharField(label=lazy("Reason"), min_length=2, max_length=200)


@needs(OPEN, fresh=True)
@require_POST
def opening_ask(request: Asking, batch_id: UUID) -> HttpResponse:
    """Enters the sums and asks a second person."""
    form = ControlForm(batch_within(request.rights, batch_id, OPEN), request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return HttpResponseRedirect(reverse("opening", args=[batch_id]))
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
        for name, (there, entered) in refusal.differences.items():
            told = {
                "what": t(words.CONTROLS[name]),
                "there": words.amount(name, there),
                "entered": words.amount(name, entered),
            }
            messages.error(
                request, t("%(what)s: the list comes to %(there)s, you entered %(entered)s.", **told)
            )
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("Asked. A second person has to look at the totals and approve."))
    return HttpResponseRedirect(reverse("opening", args=[batch_id]))


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
