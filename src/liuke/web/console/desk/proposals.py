"""What waits for a second person 待审批."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from liuke.loyalty.actions.decide_proposal import approve, refuse
from liuke.loyalty.actions.propose import withdraw
from liuke.loyalty.opening.queries import waiting_for
from liuke.loyalty.opening.totals import asked_of
from liuke.loyalty.queries import proposal_within, proposals_within, to_decide
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.desk import words
from liuke.web.console.desk.concerns import concerns_of
from liuke.web.console.desk.held import holding_of
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, is_part, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

P = Permission


@needs(P.SEE_BALANCES)
@require_GET
def proposals(request: Asking) -> HttpResponse:
    """Those I can decide (for who may decide nothing, all that wait), mine, and those decided."""
    tab = request.GET.get("tab", "waiting")
    rows, decides = proposals_within(request.rights), request.rights.may_somewhere(P.APPROVE_VALUE)
    if tab == "mine":
        rows = rows.filter(asked_by_id=request.rights.actor.id)
    elif tab == "decided":
        rows = rows.exclude(state="waiting")
    else:
        tab, rows = "waiting", to_decide(request.rights) if decides else rows.filter(state="waiting")
    tabs = {
        "waiting": t("To decide") if decides else t("Waiting for approval"),
        "mine": t("Asked by me"),
        "decided": t("Decided"),
    }
    context = {
        "paged": paged(request, rows),
        "rest": rest_of_query(request),
        "tab": tab,
        "tabs": tabs,
        "lists": [(one, asked_of(one)) for one in waiting_for(request.rights)] if tab == "waiting" else (),
        "words": words,
    }
    return page(request, "console/desk/proposals.html.j2", context)


@needs(P.SEE_BALANCES)
@require_GET
def proposal(request: Asking, proposal_id: UUID) -> HttpResponse:
    """One of them; it is asked again every few seconds while it waits."""
    found = proposal_within(request.rights, proposal_id)
    mine = found.asked_by_id == request.rights.actor.id
    context = {
        "one": found,
        "mine": mine and found.state == "waiting",
        "decides": to_decide(request.rights).filter(pk=found.pk).exists(),
        "held": holding_of(found.owner_id) if found.owner_id else None,
        "about": concerns_of(found, request),
        "words": words,
    }
    template = "proposal_state" if is_part(request) else "proposal"
    return page(request, f"console/desk/{template}.html.j2", context)


@needs(P.APPROVE_VALUE)
@require_POST
def proposal_decide(request: Asking, proposal_id: UUID) -> HttpResponse:
    """Agrees, which does it, or refuses with words."""
    found = proposal_within(request.rights, proposal_id)
    answer = request.POST.get("answer", "").replace("\0", "")[:200]
    try:
        if "approve" in request.POST:
            decided = approve(scope=request.rights, proposal_id=found.pk, answer=answer, at=now())
            messages.success(request, t("Approved and done."))
            if decided.receipt_id:
                return HttpResponseRedirect(reverse("desk_receipt", args=[decided.receipt_id]))
        elif "refuse" in request.POST:
            refuse(scope=request.rights, proposal_id=found.pk, answer=answer, at=now())
            messages.success(request, t("Refused. Whoever asked reads why."))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("proposal", args=[found.pk]))


@needs(P.SEE_BALANCES)
@require_POST
def proposal_withdraw(request: Asking, proposal_id: UUID) -> HttpResponse:
    """By whoever asked."""
    found = proposal_within(request.rights, proposal_id)
    try:
        withdraw(scope=request.rights, proposal_id=found.pk, at=now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("proposal", args=[found.pk]))
