"""Where somebody stands: the store of the desk, the owner before it, and the deed that is done once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from liuke.loyalty.actions.propose import propose
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.refusals import BackDated, KeyUsedOtherwise, NeedsSecondPerson, OwnerMerged
from liuke.loyalty.models import Receipt
from liuke.loyalty.queries import proposals_within, receipts_within
from liuke.org.models import Store
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.owners.models import Owner
from liuke.owners.queries import owner_within, survivor_of
from liuke.values.refusal import Refusal
from liuke.web.console.desk.forms import DeedForm
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.wording import t

COOKIE = "liuke-desk"
DESK = "desk:"
"""Keys of deeds done at a screen begin with it."""
P = Permission


class StoreNotChosen(Refusal):
    code = "store_not_chosen"
    sentence = "Choose the store you stand in on the page of the desk first."


class FormSent(Refusal):
    """``KeyUsedOtherwise`` for people: the key is the form's, and nobody has seen it."""

    code = "form_sent"
    sentence = (
        "This form was sent before with other entries, and that was done or asked then. Nothing was done "
        "now: look at what was done, or begin with an empty form."
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is proposed to a second person where nobody may do it alone."""

    kind: str
    owner_id: UUID | None
    asked: Mapping[str, Any]
    reason: str
    amount_fen: int = 0
    needs: Permission = P.TAKE_MONEY


def stores_of(request: Asking) -> list[Store]:
    """Where the asker may stand at a desk."""
    return list(stores_within(request.rights, P.SEE_BALANCES).filter(active=True))


def store_of(request: Asking) -> Store | None:
    """The store chosen last; without one the only one, or the asker's own."""
    stores = stores_of(request)
    chosen = request.COOKIES.get(COOKIE, "")
    home = str(request.staff.home_store_id or "")
    by_id = {str(one.pk): one for one in stores}
    return by_id.get(chosen) or by_id.get(home) or (stores[0] if len(stores) == 1 else None)


def at_desk(request: Asking, key: UUID) -> AtDesk:
    """Raises StoreNotChosen."""
    store = store_of(request)
    if store is None:
        raise StoreNotChosen
    return AtDesk(scope=request.rights, store_id=store.pk, at=now(), key=f"{DESK}{key}")


def owner_at(request: Asking, owner_id: UUID) -> Owner:
    """The owner, for whoever may see what they hold. Raises NotFound, OwnerMerged."""
    try:
        return owner_within(request.rights, owner_id, P.SEE_BALANCES)
    except NotFound:
        if survivor_of(request.rights, owner_id):
            raise OwnerMerged from None
        raise


def may(request: Asking) -> dict[str, bool]:
    """What the asker may do at the desk they stand at."""
    store = store_of(request)
    rights = {
        "use": P.USE_VALUE,
        "take": P.TAKE_MONEY,
        "give": P.GIVE_VALUE,
        "freeze": P.FREEZE_VALUE,
        "approve": P.APPROVE_VALUE,
    }
    return {name: store is not None and request.rights.may(one, store.pk) for name, one in rights.items()}


def carry_out(
    request: Asking, form: DeedForm, do: Callable[[AtDesk], Receipt], *, asked: Asked | None = None
) -> HttpResponse | None:
    """Does it and leads to its receipt, or asks a second person; None where it was refused, which the form
    shows with everything that was typed."""
    if asked and "ask" in request.POST:
        return send(request, form, asked)
    try:
        receipt = do(at_desk(request, form.deed_key))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        _show(request, form, refusal)
        form.second_person = asked is not None and isinstance(refusal, NeedsSecondPerson | BackDated)
        return None
    return HttpResponseRedirect(reverse("desk_receipt", args=[receipt.pk]))


def possible(request: Asking, form: DeedForm, do: Callable[[AtDesk], Receipt]) -> bool:
    """Whether it could be done now; else the form shows why not. It is done and undone again: nobody is asked
    to confirm, or to hand over money for, what would then be refused."""
    try:
        with transaction.atomic():
            do(at_desk(request, form.deed_key))
            transaction.set_rollback(True)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        _show(request, form, refusal)
        return False
    return True


def send(request: Asking, form: DeedForm, asked: Asked) -> HttpResponse | None:
    """Asks a second person; None where that was refused."""
    try:
        proposal = propose(
            at_desk(request, form.deed_key),
            asked.kind,
            owner_id=asked.owner_id,
            asked=asked.asked,
            reason=asked.reason,
            amount_fen=asked.amount_fen,
            needs=asked.needs,
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        _show(request, form, refusal)
        form.second_person = not form.anew
        return None
    messages.success(request, t("Sent to be approved. This page tells when it is decided."))
    return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))


def _show(request: Asking, form: DeedForm, refusal: Refusal) -> None:
    if isinstance(refusal, KeyUsedOtherwise):
        form.done, form.anew = _done_with(request, f"{DESK}{form.deed_key}"), request.get_full_path()
        refusal = FormSent()
    form.take(refusal)


def _done_with(request: Asking, key: str) -> str:
    """The address of the receipt or proposal made with a key, where the asker may see it."""
    if receipt := receipts_within(request.rights).filter(key=key).first():
        return reverse("desk_receipt", args=[receipt.pk])
    proposal = proposals_within(request.rights).filter(key=key).first()
    return reverse("proposal", args=[proposal.pk]) if proposal else ""
