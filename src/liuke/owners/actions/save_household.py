"""Makes families of owners: who belongs to one, and who is its head."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import stamp
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import Household, HouseholdMember, Owner
from liuke.owners.queries import household_within
from liuke.values.refusal import Refusal


class InAnotherHousehold(Refusal):
    code = "in_another_household"
    sentence = "%(name)s belongs to the household “%(household)s” already. Take them out of it first."


@transaction.atomic
def found_household(*, scope: Scope, owner_id: UUID, name: str, at: dt.datetime) -> Household:
    """A household with one member, its head. Raises NotFound, InAnotherHousehold."""
    owner = held(scope, owner_id)
    _must_be_free(owner)
    household = Household(name=name)
    stamp(household, scope=scope, at=at)
    household.save()
    _add(household, owner, scope, at, head=True)
    return household


@transaction.atomic
def join_household(*, scope: Scope, household_id: UUID, owner_id: UUID, at: dt.datetime) -> None:
    """Raises NotFound, InAnotherHousehold."""
    household = household_within(scope, household_id, Permission.CHANGE_OWNERS)
    owner = held(scope, owner_id)
    _must_be_free(owner)
    _add(household, owner, scope, at, head=False)


@transaction.atomic
def leave_household(*, scope: Scope, owner_id: UUID, at: dt.datetime) -> None:
    """An empty household goes; one without a head gets the member who came first. Raises NotFound."""
    owner = held(scope, owner_id)
    member = HouseholdMember.objects.select_related("household").filter(owner=owner).first()
    if member is None:
        raise NotFound
    household = member.household
    member.delete()
    following = household.members.order_by("-head", "id").first()
    if following is None:
        household.delete()
    elif not following.head:
        household.members.filter(pk=following.pk).update(head=True)
    _tell(owner, household, "owner.left_household", scope, at)


@transaction.atomic
def name_head(*, scope: Scope, owner_id: UUID, at: dt.datetime) -> None:
    """Makes a member the head of their household. Raises NotFound."""
    owner = held(scope, owner_id)
    member = HouseholdMember.objects.select_related("household").filter(owner=owner).first()
    if member is None:
        raise NotFound
    member.household.members.filter(head=True).update(head=False)
    member.household.members.filter(pk=member.pk).update(head=True)
    _tell(owner, member.household, "owner.heads_household", scope, at)


def _must_be_free(owner: Owner) -> None:
    member = HouseholdMember.objects.select_related("household").filter(owner=owner).first()
    if member is not None:
        raise InAnotherHousehold(name=owner.name, household=member.household.name)


def _add(household: Household, owner: Owner, scope: Scope, at: dt.datetime, *, head: bool) -> None:
    HouseholdMember.objects.create(household=household, owner=owner, head=head)
    _tell(owner, household, "owner.joined_household", scope, at)


def _tell(owner: Owner, household: Household, verb: str, scope: Scope, at: dt.datetime) -> None:
    keep(owner, scope=scope, at=at)
    record(actor=scope.actor, verb=verb, subject=subject_of(owner), after={"household": household.name})
