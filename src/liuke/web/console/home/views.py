"""The home page: what there is to do for this person, today."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.queries import entries_within
from liuke.integrations.dms.queries import imports_waiting
from liuke.integrations.webhooks.queries import paused_addresses
from liuke.org.queries import staff_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.outbox.queries import jobs_by_state
from liuke.web.console.home.progress import set_up_steps
from liuke.web.shell.access import signed_in
from liuke.web.shell.asking import Asking
from liuke.web.shell.navigation import entries_for
from liuke.web.shell.pages import page

P = Permission
LATEST = 6


@signed_in
@require_GET
def home(request: Asking) -> HttpResponse:
    """Greets, and shows each block to those who may do something about it."""
    scope = request.rights
    weekday = timezone.localtime().weekday()
    stores = (
        stores_within(scope)
        .filter(active=True)
        .annotate(bay_count=Count("bays", filter=Q(bays__active=True), distinct=True))
        .prefetch_related("hours")
    )
    shown = list(stores[:LATEST])
    context = {
        "stores": shown,
        "today": {s.pk: next((h for h in s.hours.all() if h.weekday == weekday), None) for s in shown},
        "store_count": stores.count(),
        "staff_count": staff_within(scope).filter(is_active=True).count()
        if scope.may_somewhere(P.SEE_STAFF)
        else None,
        "jobs": jobs_by_state() if scope.may_somewhere(P.SEE_JOBS) else None,
        "silent": paused_addresses(scope) if scope.may(P.MANAGE_KEYS) else 0,
        "imports": imports_waiting(scope) if scope.may_somewhere(P.IMPORT) else None,
        "steps": set_up_steps() if scope.may(P.CREATE_STORE) else [],
        "latest": entries_within(scope.reach(P.SEE_AUDIT))[:LATEST]
        if scope.may_somewhere(P.SEE_AUDIT)
        else [],
        "screens": [(e, a) for e, a in entries_for(scope) if e.view != "home"],
        "roles": request.staff.roles.select_related("store", "region"),
        "hour": timezone.localtime().hour,
    }
    return page(request, "console/home/home.html.j2", context)
