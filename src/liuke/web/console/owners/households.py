"""Families."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.org.rules.roles import Permission
from liuke.owners.actions.save_household import found_household, join_household, leave_household, name_head
from liuke.owners.models import HouseholdMember
from liuke.owners.queries import first_phones, household_within, owner_within, owners_within
from liuke.values.refusal import Refusal
from liuke.vehicles.owner_facts import plates_of
from liuke.web.console.owners.edit import back_to, small_form
from liuke.web.console.owners.forms import HouseholdForm, MemberForm
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.CHANGE_OWNERS)
@require_http_methods(["GET", "POST"])
def household_new(request: Asking, owner_id: UUID) -> HttpResponse:
    """Founds a family with its head."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    initial = {"name": t("%(family)s family", family=person.name[:1])} if person.name else {}
    form = HouseholdForm(request.POST or None, initial=initial)
    return small_form(
        request,
        person,
        form,
        t("New household"),
        t("A household is called once, not three times. Add the other members next."),
        lambda: found_household(
            scope=request.rights, owner_id=person.pk, name=form.cleaned_data["name"], at=now()
        ),
    )


@needs(P.SEE_OWNERS)
@require_GET
def household(request: Asking, household_id: UUID) -> HttpResponse:
    """A family: members within reach, their cars, and a way to add one."""
    family = household_within(request.rights, household_id)
    return _show(request, household_id, MemberForm() if _may_change(request, family.pk) else None)


def _may_change(request: Asking, household_id: UUID) -> bool:
    mine = owners_within(request.rights, P.CHANGE_OWNERS).values("pk")
    return HouseholdMember.objects.filter(household=household_id, owner__in=mine).exists()


def _show(request: Asking, household_id: UUID, form: MemberForm | None, status: int = 200) -> HttpResponse:
    family = household_within(request.rights, household_id)
    mine = owners_within(request.rights).values("pk")
    members = list(
        family.members.filter(owner__in=mine).select_related("owner__home_store").order_by("-head", "id")
    )
    ids = [one.owner_id for one in members]
    context = {
        "household": family,
        "members": members,
        "phones": first_phones(ids),
        "plates": plates_of(ids),
        "form": form,
        "unseen": family.members.count() - len(members),
    }
    return page(request, "console/owners/household.html.j2", context, status=status)


@needs(P.CHANGE_OWNERS)
@require_POST
def household_join(request: Asking, household_id: UUID) -> HttpResponse:
    """Adds the one owner within reach who has the number."""
    household_within(request.rights, household_id, P.CHANGE_OWNERS)
    form = MemberForm(request.POST)
    if form.is_valid():
        people = owners_within(request.rights, P.CHANGE_OWNERS).filter(
            phones__number=form.cleaned_data["number"]
        )
        found = list(people.distinct()[:2])
        if len(found) != 1:
            form.add_error(
                "number",
                t("Several owners have this number. Merge them, or use another number.")
                if found
                else t("No owner has this number. Create the owner first."),
            )
        else:
            try:
                join_household(
                    scope=request.rights, household_id=household_id, owner_id=found[0].pk, at=now()
                )
            except Refusal as refusal:
                form.take(refusal)
            else:
                messages.success(request, t("Saved."))
                return HttpResponseRedirect(reverse("household", args=[household_id]))
    return _show(request, household_id, form, status=422)


@needs(P.CHANGE_OWNERS)
@require_POST
def household_leave(request: Asking, owner_id: UUID) -> HttpResponse:
    """Takes an owner out of their family."""
    leave_household(scope=request.rights, owner_id=owner_id, at=now())
    return back_to(owner_id)


@needs(P.CHANGE_OWNERS)
@require_POST
def household_head(request: Asking, owner_id: UUID) -> HttpResponse:
    """Makes an owner the head of their family."""
    name_head(scope=request.rights, owner_id=owner_id, at=now())
    return back_to(owner_id)
