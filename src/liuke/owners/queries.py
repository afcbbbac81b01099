"""Reading owners, always through somebody's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.discovery import contributed
from liuke.owners.models import (
    Candidate,
    FleetContact,
    Household,
    HouseholdMember,
    Merge,
    Owner,
    Phone,
    PrivacyRequest,
)

FIRST_PHONES = Prefetch("phones", Phone.objects.exclude(state="wrong").order_by("-first", "id"))


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty means everything."""

    words: str = ""
    kind: str = ""
    tier: str = ""
    store: UUID | None = None
    differs: bool = False


def owners_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[Owner]:
    """Owners of a store within reach: their home, their wish, or where a car of theirs belongs or came.

    Those merged into another and those erased are not among them.
    """
    reach = scope.reach(permission)
    living = Owner.objects.filter(merged_into=None, erased_at=None).select_related("home_store", "standing")
    if reach.everywhere:
        return living
    return living.filter(reduce(or_, (belongs(reach) for belongs in contributed("owner_reach", "REACH"))))


def owner_within(scope: Scope, owner_id: UUID, permission: Permission = Permission.SEE_OWNERS) -> Owner:
    """Raises NotFound."""
    owner = owners_within(scope, permission).filter(pk=owner_id).first()
    if owner is None:
        raise NotFound
    return owner


def survivor_of(scope: Scope, owner_id: UUID) -> Owner | None:
    """Whom an owner was merged into, if the asker may see that one."""
    survivor = Owner.objects.filter(pk=owner_id).values("merged_into")
    return owners_within(scope).filter(pk__in=survivor).first()


def districts_of_owners(scope: Scope, *, most: int) -> dict[str, int]:
    """In how many owners' records each district stands, the most frequent first."""
    told = owners_within(scope).select_related(None).exclude(district=None).exclude(district="")
    counted = told.order_by().values_list("district").annotate(people=Count("pk", distinct=True))
    return dict(counted.order_by("-people", "district")[:most])


def found(owners: QuerySet[Owner], filters: Filters) -> QuerySet[Owner]:
    """Those that the filters leave, by pinyin. Four figures or more are the end of a telephone number."""
    words = filters.words.strip()
    if words.isdecimal() and len(words) >= 4:
        owners = owners.filter(Exists(Phone.objects.filter(owner=OuterRef("pk"), number__endswith=words)))
    elif words:
        lower = words.lower()
        owners = owners.filter(
            Q(name__contains=words) | Q(initials__startswith=lower) | Q(pinyin__startswith=lower)
        )
    if filters.kind == "household":
        owners = owners.filter(Exists(HouseholdMember.objects.filter(owner=OuterRef("pk"))))
    elif filters.kind:
        owners = owners.filter(kind=filters.kind)
    if filters.tier:
        owners = owners.filter(standing__tier=filters.tier)
    if filters.store:
        owners = owners.filter(home_store=filters.store)
    if filters.differs:
        owners = owners.exclude(records_say={})
    return owners.order_by("pinyin", "id")


def first_phones(owners: Iterable[UUID]) -> dict[UUID, str]:
    """The number to call of some owners: the first one if there is, never a wrong one."""
    numbers: dict[UUID, str] = {}
    phones = Phone.objects.filter(owner__in=list(owners)).exclude(state=Phone.State.WRONG)
    for owner, number in phones.order_by("-first", "id").values_list("owner_id", "number"):
        numbers.setdefault(owner, number)
    return numbers


def phone_within(scope: Scope, phone_id: int, permission: Permission) -> Phone:
    """Raises NotFound."""
    owners = owners_within(scope, permission).values("pk")
    phone = Phone.objects.select_related("owner").filter(pk=phone_id, owner__in=owners).first()
    if phone is None:
        raise NotFound
    return phone


def contact_within(scope: Scope, contact_id: int, permission: Permission) -> FleetContact:
    """Raises NotFound."""
    owners = owners_within(scope, permission).values("pk")
    contact = FleetContact.objects.select_related("fleet").filter(pk=contact_id, fleet__in=owners).first()
    if contact is None:
        raise NotFound
    return contact


def household_within(
    scope: Scope, household_id: UUID, permission: Permission = Permission.SEE_OWNERS
) -> Household:
    """A household is within reach when one of its members is. Raises NotFound."""
    members = HouseholdMember.objects.filter(owner__in=owners_within(scope, permission).values("pk"))
    household = Household.objects.filter(pk=household_id, pk__in=members.values("household")).first()
    if household is None:
        raise NotFound
    return household


def candidates_within(scope: Scope) -> QuerySet[Candidate]:
    """Pairs nobody has decided about, both of whom the asker may merge; the likeliest first."""
    mine = owners_within(scope, Permission.MERGE_OWNERS).values("pk")
    pairs = Candidate.objects.filter(dismissed_at=None, first__in=mine, second__in=mine)
    return pairs.select_related(
        "first__home_store", "second__home_store", "first__standing", "second__standing"
    ).order_by("-score", "id")


def merges_of(owner: Owner) -> QuerySet[Merge]:
    """The merges into an owner that stand, the latest first."""
    return Merge.objects.filter(survivor=owner, undone_at=None).select_related("other").order_by("-at", "-pk")


def merge_within(scope: Scope, merge_id: UUID) -> Merge:
    """Raises NotFound."""
    mine = owners_within(scope, Permission.MERGE_OWNERS).values("pk")
    merge = Merge.objects.filter(pk=merge_id, survivor__in=mine).first()
    if merge is None:
        raise NotFound
    return merge


def requests_within(scope: Scope) -> QuerySet[PrivacyRequest]:
    """Requests about owners within reach; of those erased, the ones that came to a store within reach."""
    reach = scope.reach(Permission.HANDLE_PRIVACY)
    rows = PrivacyRequest.objects.select_related("owner", "store")
    if reach.everywhere:
        return rows
    mine = owners_within(scope, Permission.HANDLE_PRIVACY).values("pk")
    return rows.filter(Q(owner__in=mine) | Q(store__in=reach.stores))


def request_within(scope: Scope, request_id: UUID) -> PrivacyRequest:
    """Raises NotFound."""
    row = requests_within(scope).filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return row
