"""The roles of a member of staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liuke.org.actions.set_roles import set_roles
from liuke.org.drafts import RoleDraft
from liuke.org.models import RoleAssignment, Staff
from liuke.org.queries import regions_within, staff_member_within, stores_within
from liuke.org.rules.roles import ROLES, Level, Permission, Role
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.web.console.staff.forms import RoleLine, draft_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import t


class RolesForm(VersionedForm):
    """Only the version; the roles that stay come as a list of texts."""


@needs(Permission.CHANGE_STAFF, fresh=True)
@require_http_methods(["GET", "POST"])
def staff_roles(request: Asking, staff_id: UUID) -> HttpResponse:
    """Keeps the roles that are ticked, and adds one."""
    member = staff_member_within(request.rights, staff_id, Permission.CHANGE_STAFF)
    present = [_as_shown(given, request.rights) for given in member.roles.select_related("store", "region")]
    adding = bool(request.POST.get("role"))
    choices = _choices(request.rights)
    line = RoleLine(request.POST if adding else None, roles=choices[0], places=choices[1])
    form = RolesForm(request.POST or None, initial={"version": member.version})
    if form.is_valid() and (not adding or line.is_valid()):
        kept = set(request.POST.getlist("keep"))
        wanted = [one["draft"] for one in present if one["key"] in kept or not one["may_take"]]
        wanted += [line.draft()] if adding else []
        try:
            _set(request, member, form.cleaned_data["version"], wanted)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("The roles have been saved. They hold from the next click on."))
            return HttpResponseRedirect(reverse("staff_member", args=[member.pk]))
    context = {
        "form": form,
        "line": line,
        "member": member,
        "present": present,
        "own": member == request.staff,
    }
    return page(request, "console/staff/roles.html.j2", context, status=422 if form.is_bound else 200)


def _set(request: Asking, member: Staff, version: int, wanted: list[RoleDraft]) -> None:
    set_roles(scope=request.rights, staff_id=member.pk, version=version, roles=wanted, at=now())


def _as_shown(given: RoleAssignment, scope: Scope) -> dict[str, Any]:
    place = f"{given.level}:{given.store_id or given.region_id}" if given.level != Level.GROUP else "group"
    reach = scope.giving(given.role_enum)
    return {
        "key": str(given.pk),
        "name": role_name(given.role),
        "place": given.store or given.region or t("whole group"),
        "draft": draft_of(given.role, place),
        "may_take": reach.everywhere or given.store_id in reach.stores,
    }


def _choices(scope: Scope) -> tuple[list[tuple[str, str]], list[Any]]:
    """The roles this person may give, and the places, the smallest first."""
    roles = [("", "—"), *((role.value, role_name(role)) for role in Role if scope.giving(role))]
    levels = {level for role in Role if scope.giving(role) for level in ROLES[role].levels}
    places: list[Any] = []
    stores = stores_within(scope, Permission.CHANGE_STAFF).filter(active=True)
    places.append((t("Store"), [(f"store:{store.pk}", store.name) for store in stores]))
    if Level.REGION in levels and scope.may(Permission.CHANGE_STAFF):
        regions = [(f"region:{region.pk}", region.name) for region in regions_within(scope)]
        places += [(t("Region"), regions)] if regions else []
    if Level.GROUP in levels and scope.may(Permission.CHANGE_STAFF):
        places.append((t("Group"), [("group", t("whole group"))]))
    return roles, places
