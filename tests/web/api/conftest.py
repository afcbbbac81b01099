"""Two stores' history taken in, and keys to ask for it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("ninja")

from django.test import Client
from django.utils import timezone
from tests.owners.conftest import make_person
from tests.web.api import value
from tests.web.api.people import people_of

TODAY = dt.date(2026, 1, 1)
ORDERS = (
    "门店,工单号,车架号,车牌号,车主,手机号,进厂时间,维修类型,工单状态,结算金额\n"
    "东湖店,R1,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-03-01 09:00:00,定期保养,已结算,800.00\n"
    "东湖店,R2,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-09-01 09:00:00,定期保养,已结算,900.00\n"
    "西岭店,R3,LSVAA418X00000015,沪A54321,梅雪,13900002222,2025-09-02 09:00:00,定期保养,已结算,700.00\n"
)
NUMBERS = itertools.count(1)


class Program:
    """A client with a key; every writing call gets an Idempotency-Key of its own unless one is given."""

    def __init__(self, token: str) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"n{next(NUMBERS)}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, f"/api/v1{path}", body or "", content_type="application/json", headers=given
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def write(self, method: str, path: str, body: Any = None, *, seen: str = "", **headers: str) -> Any:
        """A change as a careful program makes it: with the ETag of what it has just read at ``seen``."""
        if seen:
            headers.setdefault("If_Match", self.get(seen).headers["ETag"])
        return self.ask(method, path, json.dumps(body) if body is not None else "", **headers)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=folder))
        yield folder


@pytest.fixture(scope="module")
def history(world: Any) -> Any:
    """Lin's car in the east and Mei's in the west."""
    from liuke.integrations.dms.actions.answer_questions import answer_questions
    from liuke.integrations.dms.actions.commit_import import commit_import
    from liuke.integrations.dms.actions.confirm_import import confirm_import
    from liuke.integrations.dms.actions.read_import import read_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.integrations.dms.models import ImportBatch
    from liuke.integrations.dms.questions import from_json
    from liuke.org.queries import scope_of

    scope = scope_of(world.people["group"])
    made = upload_files(scope=scope, uploads=[Upload("维修工单.csv", [ORDERS.encode()])])
    read_import(batch_id=made.pk, today=TODAY)
    asked = from_json(ImportBatch.objects.get(pk=made.pk).found["questions"])
    if asked:
        answer_questions(scope=scope, batch_id=made.pk, answers={one.place: one.taken for one in asked})
    confirm_import(scope=scope, batch_id=made.pk, at=timezone.now())
    commit_import(batch_id=made.pk, at=timezone.now())
    return made


@pytest.fixture(scope="module")
def program(world: Any, history: Any) -> Callable[..., Program]:
    """A key for these scopes, all of them unless said otherwise, in a store or in the whole group."""
    from liuke.org.actions.make_api_key import KeyDraft, make_api_key
    from liuke.org.queries import scope_of
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.org.rules.roles import Level

    def made(*scopes: str, store: str = "", region: str = "", **more: Any) -> Program:
        draft = KeyDraft(
            name=f"程序{next(NUMBERS)}",
            scopes=frozenset(KeyScope(one) for one in scopes) or frozenset(KeyScope),
            level=Level.STORE if store else Level.REGION if region else Level.GROUP,
            region_id=world.regions[region].pk if region else None,
            store_id=world.stores[store].pk if store else None,
            **more,
        )
        key, token = make_api_key(scope=scope_of(world.people["group"]), draft=draft, at=timezone.now())
        asking = Program(token)
        asking.key = key  # type: ignore[attr-defined]
        return asking

    return made


@pytest.fixture(scope="module")
def real(world: Any, history: Any) -> dict[str, Any]:
    """Ids of what there is in the east: Lin with a number typed in and a tag, her car with a driver, …"""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.save_owner import create_owner
    from liuke.owners.actions.save_phone import add_phone
    from liuke.owners.drafts import OwnerDraft, PhoneDraft
    from liuke.owners.models import Owner
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.actions.save_tag import TagDraft, create_tag
    from liuke.segments.actions.set_tag import set_tag_on_owner
    from liuke.segments.rules.tree import Group
    from liuke.vehicles.actions.give_role import RoleDraft, give_role
    from liuke.vehicles.actions.save_declined import DeclinedDraft, note_declined
    from liuke.vehicles.actions.save_policy import PolicyDraft, enter_policy
    from liuke.vehicles.models import Vehicle, Visit, WorkOrder

    scope, at = system_scope(), timezone.now()
    lin = Owner.objects.get(name="林晓", home_store=world.stores["east"])
    car = Vehicle.objects.get(vin="LSVAA41870000001X")
    day = timezone.localdate(at) - dt.timedelta(days=30)
    phone = add_phone(scope=scope, owner_id=lin.pk, draft=PhoneDraft("13877770000"), at=at)
    tag = create_tag(scope=scope, draft=TagDraft("爱喝茶"), at=at)
    set_tag_on_owner(scope=scope, owner_id=lin.pk, tag_id=tag.pk, reason="每次来都喝", at=at)
    segment = create_segment(
        scope=scope, draft=SegmentDraft("全部车主", Group("all", ()), share="group"), at=at
    )
    driver = RoleDraft("driver", "东湖司机", "13866660000", day)
    role = give_role(scope=scope, car_id=car.pk, version=car.version, draft=driver, at=at)
    firm = OwnerDraft("东湖车队", kind="fleet", home_store_id=world.stores["east"].pk)
    fleet = create_owner(scope=scope, draft=firm, at=at)
    year = PolicyDraft("compulsory", "东湖财险", "DH001", day, day + dt.timedelta(364), 95_000)
    policy = enter_policy(scope=scope, car_id=car.pk, draft=year, at=at)
    brakes = DeclinedDraft("东湖刹车片", day, day + dt.timedelta(60), 60_000, "")
    work = note_declined(scope=scope, car_id=car.pk, draft=brakes, at=at)
    found = {
        "fleet_id": fleet.pk, "policy_id": policy.pk,
        "work_id": work.pk, "store_id": world.stores["east"].pk, "owner_id": lin.pk, "phone_id": phone.pk, "tag_id": tag.pk,
        "segment_id": segment.pk, "vehicle_id": car.pk, "vin": car.vin, "role_id": role.pk,
        "visit_id": Visit.objects.filter(vehicle=car.vin).earliest("pk").pk,
        "order_id": WorkOrder.objects.filter(vehicle=car.vin).earliest("pk").pk, "import_id": history.pk,
        "friend_id": make_person("徐东", home_store=world.stores["east"]).pk, **value.programme(),
    }  # fmt: skip
    people_of(found)
    value.ready(found, "/release")
    return found


@pytest.fixture
def account(program, real):
    """A program at Lin's account, with points, a top-up of 10 yuan and nothing on hold."""
    value.ready(real, "")
    return value.Account(program(), real)
