"""Months: which are closed, what hinders the next one, asking to close it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.loyalty.actions.close_month import ask_to_close
from liuke.loyalty.actions.decide_proposal import approve, refuse
from liuke.loyalty.finance import closing
from liuke.loyalty.ledger.refusals import KeyUsedOtherwise
from liuke.org.models import Staff
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.identity import new_id
from liuke.values.refusal import Refusal
from liuke.web.console.desk.standing import FormSent
from liuke.web.console.finance import words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, first_error
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, refused, t


class CloseForm(PlatformForm):
    """Why, and for what month; or the answer to somebody who asked."""

    month = forms.DateField(widget=forms.HiddenInput, required=False)
    proposal = forms.UUIDField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=lazy("Note"), max_length=200, widget=forms.Textarea({"rows": 2}))
    answer = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], required=False)


@needs(Permission.SEE_FINANCE)
@require_GET
def periods(request: Asking) -> HttpResponse:
    """All months, the latest first, and what stands in the way of the next one."""
    at = now()
    found = closing.periods(timezone.localdate())
    due = closing.next_to_close(found)
    waiting = closing.waiting_to_close(due).first() if due else None
    people = {one for period in found for one in period.by if one}
    may = request.rights.may(Permission.CLOSE_PERIOD)
    context = {
        "tab": "periods",
        "periods": found,
        "due": due,
        "hindrances": closing.hindrances(due, at=at, found=found) if due else [],
        "waiting": waiting,
        "may_close": may,
        "mine": bool(waiting and waiting.asked_by_id == request.rights.actor.id),
        "form": CloseForm(
            initial={"month": due, "key": new_id(), "proposal": waiting.pk if waiting else None}
        ),
        "people": dict(Staff.objects.filter(pk__in=people).values_list("pk", "name")),
        "words": words,
    }
    return page(request, "console/finance/periods.html.j2", context)


@needs(Permission.CLOSE_PERIOD, fresh=True)
@require_POST
def period_ask(request: Asking) -> HttpResponse:
    """Asks to close a month, or answers somebody who has asked."""
    if not request.rights.may(Permission.CLOSE_PERIOD):
        raise NotAllowed
    form = CloseForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["proposal"] or form.cleaned_data["month"]):
        messages.error(
            request, first_error(form) or t("This page is out of date. Reload it and make your change again.")
        )
        return HttpResponseRedirect(reverse("periods"))
    try:
        messages.success(request, _done(request, form))
    except NotAllowed:
        raise
    except KeyUsedOtherwise:
        messages.error(request, refused(FormSent()))
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("periods"))


def _done(request: Asking, form: CloseForm) -> str:
    given, scope, at = form.cleaned_data, request.rights, now()
    if not given["proposal"]:
        key = str(given["key"] or new_id())
        ask_to_close(scope=scope, month=given["month"], reason=given["reason"], at=at, key=key)
        return t("Asked. A second person has to agree on this page.")
    if given["answer"] == "refuse":
        refuse(scope=scope, proposal_id=given["proposal"], answer=given["reason"], at=at)
        return t("Refused: the month stays open.")
    approve(scope=scope, proposal_id=given["proposal"], answer=given["reason"], at=at)
    return t("The month is closed.")
