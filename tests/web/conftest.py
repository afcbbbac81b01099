"""The standing cast of the console: two stores that must not see each other, and somebody in every role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("django")

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

PASSWORD = "guo mei likes tea"
EAST, WEST = "东湖店", "西岭店"


@dataclass
class World:
    """Two regions with one store each; people by role, the outsider is the western manager."""

    stores: dict[str, Any] = field(default_factory=dict)
    regions: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    bays: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, Any] = field(default_factory=dict)
    """By side and kind of thing: ``east owner``, ``west phone``, …"""


def person(login: str, name: str, *, store: Any = None, **more: Any) -> Any:
    from liuke.org.models import Staff
    from liuke.values.pinyin import initials, sort_key

    return Staff.objects.create(
        login=login,
        name=name,
        pinyin=sort_key(name),
        initials=initials(name),
        password=make_password(PASSWORD),
        home_store=store,
        changed_at=timezone.now(),
        changed_by="test",
        **more,
    )


@pytest.fixture(scope="module")
def world(tables: object) -> World:
    from liuke.org.actions.save_bay import BayDraft, create_bay
    from liuke.org.actions.save_region import create_region
    from liuke.org.actions.save_store import create_store
    from liuke.org.drafts import StoreDraft
    from liuke.org.models import Group, RoleAssignment
    from liuke.org.rules.roles import ROLES, Level, Role
    from liuke.org.scope import system_scope

    at, scope, made = timezone.now(), system_scope(), World()
    Group.objects.create(name="云程汽车集团", demo=True, changed_at=at, changed_by="test")
    for side, name, street in (("east", EAST, "东湖路一号"), ("west", WEST, "西岭路一号")):
        region = create_region(scope=scope, name=f"{name}区", at=at)
        draft = StoreDraft(
            code=side.upper(), name=name, kind="dealer", dms_name=name, address=street, region_id=region.pk
        )
        store = create_store(scope=scope, draft=draft, at=at)
        made.regions[side], made.stores[side] = region, store
        bay = BayDraft("W-工位" if side == "west" else "E-工位", "repair")
        made.bays[side] = create_bay(scope=scope, store_id=store.pk, draft=bay, at=at)
    east = made.stores["east"]
    for role, terms in ROLES.items():
        level = next(one for one in (Level.STORE, Level.REGION, Level.GROUP) if one in terms.levels)
        member = person(role.value, f"东{role.value}", store=east if level == Level.STORE else None)
        RoleAssignment.objects.create(
            staff=member,
            role=role,
            level=level,
            store=east if level == Level.STORE else None,
            region=made.regions["east"] if level == Level.REGION else None,
        )
        made.people[role.value] = member
    west = person("canary", "西岭金丝雀", store=made.stores["west"], phone="13911112222")
    RoleAssignment.objects.create(
        staff=west, role=Role.STORE_MANAGER, level=Level.STORE, store=made.stores["west"]
    )
    colleague = person("colleague", "东同事", store=east, phone="13800001234")
    RoleAssignment.objects.create(staff=colleague, role=Role.TECHNICIAN, level=Level.STORE, store=east)
    made.people |= {"western_manager": west, "colleague": colleague, "no_role": person("nobody", "无角色")}
    made.people["left"] = person("left", "离职", store=east, is_active=False)
    for side in ("east", "west"):
        made.owners |= {f"{side} {kind}": thing for kind, thing in owners_of(side, made.stores[side]).items()}
    return made


def owners_of(side: str, store: Any) -> dict[str, Any]:
    """Two owners of a store that may be one, a firm, a family, a merge and a privacy request."""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.models import (
        Candidate,
        FleetContact,
        Household,
        HouseholdMember,
        Owner,
        Phone,
        PrivacyRequest,
    )

    name, at = {"east": "东湖林晓", "west": "西岭林晓"}[side], timezone.now()
    stamped = {"changed_at": at, "changed_by": "test"}
    people = [
        Owner.objects.create(name=f"{name}{n}", pinyin=f"{side} {n}", initials=side[0], home_store=store)
        for n in range(4)
    ]
    people.sort(key=lambda one: one.pk)
    phone = Phone.objects.create(owner=people[0], number=f"1390000{len(side)}{ord(side[0]):03}")
    pair = Candidate.objects.create(first=people[0], second=people[1], score=60, reasons=["phone"])
    firm = Owner.objects.create(name=f"{name}车队", kind="fleet", home_store=store)
    contact = FleetContact.objects.create(fleet=firm, name=f"{name}司机", number="13955550000")
    family = Household.objects.create(name=f"{name}家", **stamped)
    HouseholdMember.objects.create(household=family, owner=people[0], head=True)
    request = PrivacyRequest.objects.create(
        owner=people[0], store=store, kind="access", asked_by=name, asked_how="counter",
        received_on=at.date(), due_on=at.date(), **stamped,
    )  # fmt: skip
    merge = merge_owners(scope=system_scope(), survivor=(people[2].pk, 1), other=(people[3].pk, 1), at=at)
    return {
        "owner": people[0], "other": people[1], "phone": phone, "pair": pair, "contact": contact,
        "household": family, "privacy": request, "merge": merge, "firm": firm,
    }  # fmt: skip


@pytest.fixture
def as_(world: World) -> Iterator[Callable[..., Client]]:
    """A browser in which somebody is signed in, their proof fresh unless said otherwise."""

    def sign_in(name: str | None, *, proved_before: dt.timedelta = dt.timedelta()) -> Client:
        from liuke.org.models import StaffSession
        from liuke.web.shell.middleware import SESSION_KEY

        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
        if name is None:
            return client
        at = timezone.now()
        started = StaffSession.objects.create(
            staff=world.people[name], started_at=at, seen_at=at, proved_at=at - proved_before
        )
        session = SessionStore()
        session[SESSION_KEY] = str(started.pk)
        session.save()
        client.cookies["liuke-session"] = session.session_key
        return client

    return sign_in
