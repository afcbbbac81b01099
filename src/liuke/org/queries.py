"""Reading the organisation, always through somebody's scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liuke.audit.actor import Actor
from liuke.org.models import (
    ApiKey,
    Bay,
    Group,
    Region,
    RoleAssignment,
    SecondFactor,
    ServiceDistrict,
    Staff,
    Store,
)
from liuke.org.rules.headcount import Heads
from liuke.org.rules.key_scopes import KeyScope, rights_of
from liuke.org.rules.roles import ROLES, Level, Permission, Role
from liuke.org.scope import Allowance, Grant, NotAllowed, Scope
from liuke.values.reach import EVERYWHERE, Reach
from liuke.values.refusal import Refusal


class NotFound(Refusal):
    """Also said of what exists but is out of the asker's reach: the difference is nobody's business."""

    code = "not_found"
    sentence = "This is not here, or not for you. Check the address, or go back to the list."


class Placed(Protocol):
    """What holds in one place: a role, a program's key, a webhook."""

    level: str
    region_id: UUID | None
    store_id: UUID | None


def within(reach: Reach, field: str = "store_id") -> Q:
    """The condition that a row's store is within reach."""
    return Q() if reach.everywhere else Q(**{f"{field}__in": reach.stores})


def scope_of(staff: Staff, *, ip: str | None = None) -> Scope:
    """What a member of staff may do now. Somebody who has left may do nothing."""
    actor = Actor(id=staff.pk, name=staff.name, ip=ip)
    if not staff.is_active:
        return Scope(actor, ())
    assignments = list(RoleAssignment.objects.filter(staff=staff))
    regions = [given.region_id for given in assignments if given.region_id]
    stores = list(Store.objects.filter(region__in=regions).values_list("region_id", "id")) if regions else []
    return Scope(actor, tuple(Grant(Role(a.role), _reach(a, stores)) for a in assignments))


def scope_of_key(key: ApiKey, *, ip: str | None = None) -> Scope:
    """What a program may do with its key."""
    rights = rights_of(frozenset(KeyScope(scope) for scope in key.scopes))
    allowed = Allowance(rights, reach_of_place(key))
    return Scope(Actor(id=key.pk, name=f"API {key.name}", ip=ip), (), (allowed,))


def scope_of_actor(actor_id: UUID) -> Scope | None:
    """The scope a person or a key has now, None where there is neither. A revoked key may do nothing."""
    staff = Staff.objects.filter(pk=actor_id).first()
    if staff is not None:
        return scope_of(staff)
    key = ApiKey.objects.filter(pk=actor_id).first()
    if key is None:
        return None
    scope = scope_of_key(key)
    return scope if key.revoked_at is None else Scope(scope.actor, ())


def person_behind(actor_id: UUID | None) -> UUID | None:
    """Whoever made it for a program's key, else the actor: two of whom this is one are not two persons."""
    if actor_id is None:
        return None
    return ApiKey.objects.filter(pk=actor_id).values_list("made_by_id", flat=True).first() or actor_id


def api_keys(scope: Scope) -> QuerySet[ApiKey]:
    """All keys, the latest first, with their last use. Raises NotAllowed."""
    if not scope.may(Permission.MANAGE_KEYS):
        raise NotAllowed
    return ApiKey.objects.select_related("use", "store", "region")


def api_key_within(scope: Scope, key_id: UUID) -> ApiKey:
    """Raises NotAllowed, NotFound."""
    key = api_keys(scope).filter(pk=key_id).first()
    if key is None:
        raise NotFound
    return key


def reach_of_place(given: Placed) -> Reach:
    """The stores of a store, a region or the whole group."""
    stores: list[tuple[UUID | None, UUID]] = []
    if given.region_id:
        stores = list(Store.objects.filter(region_id=given.region_id).values_list("region_id", "id"))
    return _reach(given, stores)


def _reach(given: Placed, stores: Iterable[tuple[UUID | None, UUID]]) -> Reach:
    if given.level == Level.GROUP:
        return EVERYWHERE
    if given.store_id:
        return Reach(stores=frozenset({given.store_id}))
    return Reach(stores=frozenset(store for region, store in stores if region == given.region_id))


def the_group() -> Group | None:
    """The dealer group, None before the deployment has been set up."""
    return Group.objects.first()


def stores_within(scope: Scope, permission: Permission = Permission.SEE_STORES) -> QuerySet[Store]:
    """The stores in which ``permission`` holds, by pinyin."""
    return Store.objects.filter(within(scope.reach(permission), "id")).select_related("region")


def store_within(scope: Scope, store_id: UUID, permission: Permission = Permission.SEE_STORES) -> Store:
    """Raises NotFound."""
    store = stores_within(scope, permission).filter(pk=store_id).first()
    if store is None:
        raise NotFound
    return store


def serving(scope: Scope, *, besides: UUID) -> dict[str, list[str]]:
    """Which other stores serve a district: the names of those within reach; the rest are told as blanks."""
    reach = scope.reach(Permission.SEE_STORES)
    found: dict[str, list[str]] = {}
    rows = ServiceDistrict.objects.exclude(store=besides).filter(store__active=True)
    for one in rows.select_related("store").order_by("district", "store__pinyin"):
        found.setdefault(one.district, []).append(one.store.name if one.store_id in reach else "")
    return found


def heads_of(store: Store, year: int) -> dict[tuple[Role, int], Heads]:
    """A store's year by role and month."""
    rows = store.headcounts.filter(month__year=year)
    return {(Role(one.role), one.month.month): Heads(one.planned, one.actual) for one in rows}


def heads_by_accounts(store: Store) -> dict[Role, int]:
    """How many people who have not left hold each role in a store today."""
    rows = RoleAssignment.objects.filter(store=store, staff__is_active=True).values("role")
    return {Role(row["role"]): row["people"] for row in rows.annotate(people=Count("staff", distinct=True))}


def bay_within(scope: Scope, bay_id: UUID, permission: Permission = Permission.SEE_STORES) -> Bay:
    """Raises NotFound."""
    bays = Bay.objects.filter(within(scope.reach(permission))).select_related("store")
    bay = bays.filter(pk=bay_id).first()
    if bay is None:
        raise NotFound
    return bay


def regions_within(scope: Scope) -> QuerySet[Region]:
    """The regions of the stores in reach; all of them for the group."""
    reach = scope.reach(Permission.SEE_STORES)
    if reach.everywhere:
        return Region.objects.all()
    return Region.objects.filter(stores__in=reach.stores).distinct()


def region_within(scope: Scope, region_id: UUID) -> Region:
    """Raises NotFound."""
    region = regions_within(scope).filter(pk=region_id).first()
    if region is None:
        raise NotFound
    return region


def staff_within(scope: Scope, permission: Permission = Permission.SEE_STAFF) -> QuerySet[Staff]:
    """The people whose home store, or a store they have a role in, is within reach."""
    reach = scope.reach(permission)
    if reach.everywhere:
        return Staff.objects.select_related("home_store")
    inside = RoleAssignment.objects.filter(within(reach)).values("staff")
    return Staff.objects.filter(within(reach, "home_store_id") | Q(pk__in=inside)).select_related(
        "home_store"
    )


def administrators_within(scope: Scope) -> QuerySet[Staff]:
    """Administrators who have not left, with their second factor."""
    holding = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).values("staff")
    people = staff_within(scope).filter(pk__in=holding, is_active=True)
    return people.select_related("second_factor").order_by("login")


def staff_member_within(scope: Scope, staff_id: UUID, permission: Permission = Permission.SEE_STAFF) -> Staff:
    """Raises NotFound."""
    member = staff_within(scope, permission).filter(pk=staff_id).first()
    if member is None:
        raise NotFound
    return member


def outranks(scope: Scope, member: Staff) -> bool:
    """Whether ``scope`` could give every role the person has, wherever it holds; true for oneself.

    Otherwise a store manager could take over the account of an administrator who helps out in the store.
    """
    if member.pk == scope.actor.id:
        return True
    for given in member.roles.select_related("region").prefetch_related("region__stores"):
        reach = scope.giving(given.role_enum)
        stores = [store.pk for store in given.region.stores.all()] if given.region else [given.store_id]
        if not reach.everywhere and not all(store in reach.stores for store in stores):
            return False
    return True


def has_second_factor(staff: Staff) -> bool:
    """Whether a second factor is set up and confirmed."""
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).exists()


def must_have_second_factor(staff: Staff) -> bool:
    """Whether one of the person's roles asks for a second factor. A demo asks nobody."""
    group = the_group()
    if group is None or group.demo:
        return False
    asking = [role for role, terms in ROLES.items() if terms.second_factor]
    return RoleAssignment.objects.filter(staff=staff, role__in=asking).exists()
