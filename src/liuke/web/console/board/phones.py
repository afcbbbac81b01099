"""An owner's whole telephone number, for a reason that is kept."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from liuke.audit.actions.record import Subject
from liuke.audit.actions.reveal import reveal
from liuke.cockpit.lists import rows_of
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.vehicles.queries import car_within, cars_within
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused


@needs(Permission.REVEAL_PERSONAL)
@never_cache
@require_POST
def board_phone(request: Asking, vehicle_id: UUID) -> HttpResponse:
    """The cell of the list, with the number in it or with why not."""
    car = car_within(request.rights, vehicle_id, Permission.REVEAL_PERSONAL)
    if car.owner is None:
        raise NotFound
    reason, problem = request.POST.get("reason", "").replace("\0", "")[:200], ""
    subject = Subject("owners.owner", car.owner.pk, car.owner.name, car.store_id)
    try:
        reveal(actor=request.rights.actor, subject=subject, field="phone", reason=reason, at=now())
    except Refusal as refusal:
        problem = refused(refusal)
    [row] = rows_of(cars_within(request.rights).filter(pk=car.pk), masked=bool(problem))
    context = {"row": row, "problem": problem, "may_reveal": bool(problem)}
    return page(request, "console/board/phone.html.j2", context, status=422 if problem else 200)
