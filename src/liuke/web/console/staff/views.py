"""Staff: list, page, data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.audit.actions.reveal import reveal
from liuke.audit.queries import Filters, entries_within
from liuke.org.actions.save_staff import change_staff, create_staff, must_outrank, subject_of
from liuke.org.actions.signing_in.passwords import first_password
from liuke.org.models import RoleAssignment
from liuke.org.queries import has_second_factor, outranks, staff_member_within, staff_within, stores_within
from liuke.org.rules.roles import Permission, Role
from liuke.values.refusal import Refusal
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.console.staff.forms import StaffEditForm, StaffForm, staff_values
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import refused, t

P = Permission
WITH_ROLES = Prefetch("roles", RoleAssignment.objects.select_related("store", "region"))


@needs(P.SEE_STAFF)
@require_GET
def staff(request: Asking) -> HttpResponse:
    """The people within reach, by name, role and store."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:40]
    role, store = request.GET.get("role", ""), request.GET.get("store", "")
    rows = staff_within(request.rights).prefetch_related(WITH_ROLES)
    if typed:
        rows = rows.filter(
            Q(name__icontains=typed)
            | Q(login__startswith=typed.lower())
            | Q(initials__startswith=typed.lower())
        )
    if role in set(Role):
        rows = rows.filter(pk__in=RoleAssignment.objects.filter(role=role).values("staff"))
    stores = list(stores_within(request.rights, P.SEE_STAFF))
    chosen = next((one for one in stores if str(one.pk) == store), None)
    if chosen is not None:
        rows = rows.filter(home_store=chosen)
    context = {
        "paged": paged(request, rows.order_by("-is_active", "pinyin", "id")),
        "rest": rest_of_query(request),
        "typed": typed,
        "role": role,
        "store": store,
        "roles": [(one.value, role_name(one)) for one in Role],
        "stores": stores,
        "may_change": request.rights.may_somewhere(P.CHANGE_STAFF),
        "may_export": request.rights.may_somewhere(P.EXPORT),
    }
    return page(request, "console/staff/list.html.j2", context)


@needs(P.SEE_STAFF)
@require_GET
def staff_member(request: Asking, staff_id: UUID) -> HttpResponse:
    """One person: data, roles, sign-in, latest deeds."""
    scope = request.rights
    member = staff_member_within(scope, staff_id)
    may_change = staff_within(scope, P.CHANGE_STAFF).filter(pk=member.pk).exists() and outranks(scope, member)
    filters = Filters(actor_id=member.pk)
    context = {
        "member": member,
        "roles": member.roles.select_related("store", "region"),
        "second_factor": has_second_factor(member),
        "may_change": may_change,
        "may_reveal": bool(member.phone)
        and staff_within(scope, P.REVEAL_PERSONAL).filter(pk=member.pk).exists(),
        "own": member.pk == request.staff.pk,
        "latest": entries_within(scope.reach(P.SEE_AUDIT), filters)[:8]
        if scope.may_somewhere(P.SEE_AUDIT)
        else [],
    }
    return page(request, "console/staff/member.html.j2", context)


@needs(P.REVEAL_PERSONAL)
@never_cache
@require_POST
def staff_phone(request: Asking, staff_id: UUID) -> HttpResponse:
    """The whole telephone number, for a reason that is kept."""
    staff_member_within(request.rights, staff_id, P.REVEAL_PERSONAL)
    member = staff_member_within(request.rights, staff_id)
    reason, problem, shown = request.POST.get("reason", "").replace("\0", "")[:200], "", False
    try:
        reveal(actor=request.rights.actor, subject=subject_of(member), field="phone", reason=reason, at=now())
        shown = True
    except Refusal as refusal:
        problem = refused(refusal)
    context = {"member": member, "shown": shown, "problem": problem}
    return page(request, "console/staff/phone.html.j2", context, status=200 if shown else 422)


@needs(P.CHANGE_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def staff_new(request: Asking) -> HttpResponse:
    """A new account; the first password is shown once, to be handed over."""
    form = StaffForm(request.POST or None, scope=request.rights)
    if form.is_valid():
        password = first_password()
        try:
            made = create_staff(scope=request.rights, draft=form.draft(), password=password, at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            context = {"member": made, "password": password, "fresh": True}
            return page(request, "console/staff/handover.html.j2", context)
    context = {"form": form, "member": None}
    return page(request, "console/staff/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_edit(request: Asking, staff_id: UUID) -> HttpResponse:
    """Somebody's data; also that they have left."""
    member = staff_member_within(request.rights, staff_id, P.CHANGE_STAFF)
    must_outrank(request.rights, member)
    also = (str(member.home_store_id), member.home_store.name) if member.home_store else ("", "—")
    form = StaffEditForm(request.POST or None, scope=request.rights, also=also, initial=staff_values(member))
    if form.is_valid():

        def change(version: int) -> None:
            change_staff(
                scope=request.rights, staff_id=member.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, member, staff_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("staff_member", args=[member.pk]))
    context = {"form": form, "member": member}
    return page(request, "console/staff/edit.html.j2", context, status=422 if form.is_bound else 200)
