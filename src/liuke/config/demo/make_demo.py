"""Makes the demo group in an empty deployment, through the same actions a person uses."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from liuke.config.demo.cast import BRANDS, GROUP, PEOPLE, REGIONS, STORES, DemoPerson, DemoStore
from liuke.integrations.dms.models import ImportBatch
from liuke.org.actions.save_bay import BayDraft, create_bay
from liuke.org.actions.save_region import create_region
from liuke.org.actions.save_staff import create_staff
from liuke.org.actions.save_store import create_store
from liuke.org.actions.set_opening_hours import set_opening_hours
from liuke.org.actions.set_roles import set_roles
from liuke.org.drafts import ClosedDayDraft, HoursDraft, RoleDraft, StaffDraft, StoreDraft
from liuke.org.models import Group, Region, SetupToken, Staff, Store
from liuke.org.queries import the_group
from liuke.org.scope import Scope, system_scope
from liuke.values.refusal import Refusal


class NotADemo(Refusal):
    code = "not_a_demo"
    sentence = (
        "This deployment already holds a real group: “liuke up --demo” would mix invented data into it. "
        "Start it with “liuke up”, or choose another folder: LIUKE_HOME=~/liuke-demo liuke up --demo"
    )


def make_demo(*, at: dt.datetime) -> bool:
    """Whether the group had to be made; what a kill has kept from it is made up for. Raises NotADemo."""
    group = the_group()
    if group is not None and not group.demo:
        raise NotADemo
    if group is None:
        with transaction.atomic():
            _organisation(system_scope(), at)
    if not ImportBatch.objects.exists():
        load_history()
    return group is None


def load_history() -> None:
    """Has the group's history made and loaded through the importer a customer uses, by a worker: the platform
    is open meanwhile.
    """
    from liuke.integrations.dms.jobs import fill_demo_job

    with suppress(AlreadyEnqueued), transaction.atomic():
        fill_demo_job.defer()


def demo_password() -> str:
    """The one password of all demo logins: another on each deployment, the same at each start."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"liuke.demo", hashlib.sha256).hexdigest()
    return f"liuke-{digest[:4]}-{digest[4:8]}"


def _organisation(scope: Scope, at: dt.datetime) -> None:
    Group.objects.create(name=GROUP[0], short_name=GROUP[1], demo=True, changed_at=at, changed_by="system")
    SetupToken.objects.all().delete()
    regions = {name: create_region(scope=scope, name=name, at=at) for name in REGIONS}
    stores = {one.code: _store(one, regions, scope, at) for one in STORES}
    for person in PEOPLE:
        _person(person, regions, stores, scope, at)
    Staff.objects.update(password=make_password(demo_password()), must_change_password=False)


def _store(one: DemoStore, regions: dict[str, Region], scope: Scope, at: dt.datetime) -> Store:
    draft = StoreDraft(
        code=one.code,
        name=one.name,
        kind=Store.Kind.DEALER,
        dms_name=one.name,
        region_id=regions[one.region].pk,
        brands=BRANDS,
        district=one.district,
        address=one.address,
        phone=one.phone,
        area_m2=one.area_m2,
        opened_on=dt.date(2016, 5, 18),
    )
    store = create_store(scope=scope, draft=draft, at=at)
    week = [HoursDraft(day, dt.time(8, 30), dt.time(18 if day < 5 else 17, 0)) for day in range(7)]
    set_opening_hours(
        scope=scope,
        store_id=store.pk,
        version=store.version,
        week=week,
        closed=[ClosedDayDraft(dt.date(at.year + 1, 1, 1), "元旦")],
        at=at,
    )
    kinds = ["quick", "quick", "alignment", *["repair"] * 20]
    for number in range(1, one.bays + 1):
        kind = "wash" if number == one.bays else kinds[number - 1]
        create_bay(scope=scope, store_id=store.pk, draft=BayDraft(f"{number:02}", kind), at=at)
    return store


def _person(
    one: DemoPerson, regions: dict[str, Region], stores: dict[str, Store], scope: Scope, at: dt.datetime
) -> None:
    store, region = stores.get(one.place), regions.get(one.place)
    phone = f"1380000{1000 + PEOPLE.index(one) * 37:04}"
    draft = StaffDraft(login=one.login, name=one.name, phone=phone, home_store_id=store.pk if store else None)
    member = create_staff(scope=scope, draft=draft, password=demo_password(), at=at)
    role = RoleDraft(one.role, one.level, region.pk if region else None, store.pk if store else None)
    set_roles(scope=scope, staff_id=member.pk, version=member.version, roles=[role], at=at)
