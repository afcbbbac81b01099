"""A new first password for somebody, and a lost second factor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from liuke.org.actions.signing_in.passwords import reset_password, reset_second_factor
from liuke.org.queries import staff_member_within
from liuke.org.rules.roles import Permission
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t


@needs(Permission.CHANGE_STAFF, fresh=True)
@never_cache
@require_POST
def staff_password(request: Asking, staff_id: UUID) -> HttpResponse:
    """Shows the new password once, to be handed over."""
    member = staff_member_within(request.rights, staff_id, Permission.CHANGE_STAFF)
    password = reset_password(scope=request.rights, staff_id=member.pk, version=member.version, at=now())
    context = {"member": member, "password": password, "fresh": False}
    return page(request, "console/staff/handover.html.j2", context)


@needs(Permission.CHANGE_STAFF, fresh=True)
@require_POST
def staff_second_factor(request: Asking, staff_id: UUID) -> HttpResponse:
    """The person sets it up anew at the next sign-in."""
    member = staff_member_within(request.rights, staff_id, Permission.CHANGE_STAFF)
    reset_second_factor(scope=request.rights, staff_id=member.pk, version=member.version, at=now())
    messages.success(
        request, t("%(name)s sets up the second factor anew at the next sign-in.", name=member.name)
    )
    return HttpResponseRedirect(reverse("staff_member", args=[member.pk]))
