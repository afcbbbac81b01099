"""The desk's home: the store, the till, who came, what waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.loyalty.actions.welcome_guest import TooManyGuesses, welcome_guest
from liuke.loyalty.models import Receipt
from liuke.loyalty.queries import decisions_waiting, receipts_within, tills_within
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.web.console.desk import words
from liuke.web.console.desk.receipts import receipts_of_day
from liuke.web.console.desk.standing import COOKIE, StoreNotChosen, may, store_of, stores_of
from liuke.web.console.desk.tills import OpenForm, sums_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now, safe_next
from liuke.web.shell.pages import page
from liuke.web.shell.preferences import YEAR_SECONDS
from liuke.web.shell.wording import refused, t

P = Permission
LATEST = 12


@needs(P.SEE_BALANCES)
@require_GET
def desk(request: Asking) -> HttpResponse:
    """Store, till, search, guests, the latest receipts."""
    store, scope = store_of(request), request.rights
    mine = tills_within(scope).filter(store=store, staff=request.staff.pk, closed_at=None).first()
    at_store = receipts_within(scope).filter(store=store) if store else Receipt.objects.none()
    context = {
        "stores": stores_of(request),
        "store": store,
        "may": may(request),
        "sees_tills": scope.may_somewhere(P.SEE_TILLS),
        "till": mine,
        "sums": sums_of(mine) if mine else [],
        "open_form": OpenForm(),
        "waiting": decisions_waiting(scope),
        "receipts": list(receipts_of_day(at_store, timezone.localdate())[:LATEST]),
        "words": words,
    }
    return page(request, "console/desk/home.html.j2", context)


@needs(P.SEE_BALANCES)
@require_POST
def desk_store(request: Asking) -> HttpResponse:
    """Remembers the store on this device."""
    answer = HttpResponseRedirect(safe_next(request, request.POST.get("next") or reverse("desk")))
    chosen = request.POST.get("store", "")
    if chosen not in {str(one.pk) for one in stores_of(request)}:
        raise NotFound
    secure = request.is_secure()
    answer.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure)
    return answer


@needs(P.USE_VALUE)
@require_POST
def desk_guest(request: Asking) -> HttpResponse:
    """An owner of another store, by the whole number or plate."""
    store = store_of(request)
    if store is None:
        messages.error(request, refused(StoreNotChosen()))
        return HttpResponseRedirect(reverse("desk"))
    told = request.POST.get("told", "").replace("\0", "").strip()[:40]
    try:
        owner_id: UUID = welcome_guest(scope=request.rights, store_id=store.pk, told=told, at=now()).pk
    except NotFound:
        messages.error(
            request,
            t("Nobody in the group has exactly this number or plate. Check it, or write the owner down."),
        )
        return HttpResponseRedirect(reverse("desk"))
    except TooManyGuesses as refusal:
        messages.error(request, refused(refusal))
        return HttpResponseRedirect(reverse("desk"))
    return HttpResponseRedirect(reverse("desk_owner", args=[owner_id]))
