"""Managing stores and staff: what is kept exactly, what is refused, two people at once, what the trail tells."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse

PHONE = "13800001234"


def store_form(world: Any, **changes: Any) -> dict[str, Any]:
    from liuke.org.models import Store

    store = Store.objects.get(pk=world.stores["east"].pk)
    return {
        "name": store.name, "code": store.code, "dms_name": store.dms_name, "kind": "dealer",
        "region": str(store.region_id), "active": "on", "version": store.version, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["𬭎䶮汽车", "🚗🚙 4S", "متجر الشرق", "<b>东</b>", "O'Brien; DROP TABLE", "东" * 60]
)
def test_names_are_kept_as_they_are_typed(world, as_, name):
    from liuke.org.models import Store

    client, address = as_("group"), reverse("store_edit", args=[world.stores["east"].pk])
    assert client.post(address, store_form(world, name=name)).status_code == 302
    assert Store.objects.get(pk=world.stores["east"].pk).name == name
    page = client.get(reverse("store", args=[world.stores["east"].pk])).content.decode()
    assert "<b>东</b>" not in page
    client.post(address, store_form(world, name="东湖店"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "东" * 61), ("name", "a\x00b"), ("code", "空 格"), ("kind", "castle"),
        ("region", "not-a-region"), ("area_m2", "-1"), ("area_m2", "1e9"), ("opened_on", "2026-02-30"),
        ("phone", "1.38E+10"), ("phone", "12"), ("dms_name", "西岭店"), ("code", "WEST"), ("version", "x"),
        ("version", "99999999999999999999"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_saved(world, as_, field, value):
    from liuke.org.models import Store

    before = Store.objects.filter(pk=world.stores["east"].pk).values().get()
    address = reverse("store_edit", args=[world.stores["east"].pk])
    answer = as_("group").post(address, store_form(world, **{field: value}))
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode() or "note-bad" in answer.content.decode()
    assert Store.objects.filter(pk=world.stores["east"].pk).values().get() == before


def test_the_second_editor_is_told_and_nothing_is_overwritten(world, as_):
    from liuke.org.models import Store

    address = reverse("store_edit", args=[world.stores["east"].pk])
    early = store_form(world)
    assert as_("store_manager").post(address, {**early, "district": "城东"}).status_code == 302
    late = as_("group").post(address, {**early, "district": "城西"})
    body = late.content.decode()
    assert late.status_code == 422
    assert "东store_manager" in body
    assert "城东" in body
    assert "城西" in body
    assert Store.objects.get(pk=world.stores["east"].pk).district == "城东"


def test_a_manager_does_not_change_what_is_the_groups(world, as_):
    from liuke.org.models import Store

    address = reverse("store_edit", args=[world.stores["east"].pk])
    west = str(world.regions["west"].pk)
    as_("store_manager").post(address, store_form(world, code="HACK", region=west, dms_name="x"))
    store = Store.objects.get(pk=world.stores["east"].pk)
    assert (store.code, store.region_id, store.dms_name) == ("EAST", world.regions["east"].pk, "东湖店")


def test_the_trail_tells_who_changed_what(world, as_):
    address = reverse("store_edit", args=[world.stores["east"].pk])
    as_("store_manager").post(address, store_form(world, address="新街 8 号"))
    page = as_("group").get(reverse("audit")).content.decode()
    assert "新街 8 号" in page
    assert "东store_manager" in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"open_0": "on", "opens_0": "08:00", "closes_0": "18:00"}, 302),
        ({"open_0": "on", "opens_0": "18:00", "closes_0": "08:00"}, 422),
        ({"open_0": "on", "opens_0": "08:00"}, 422),
        ({"open_0": "on", "opens_0": "25:00", "closes_0": "26:00"}, 422),
        ({"closed": "2027-02-06 春节\n2027-02-07"}, 302),
        ({"closed": "除夕"}, 422),
        ({"closed": "\n".join(f"2027-{m:02}-{d:02}" for m in range(1, 6) for d in range(1, 29))}, 422),
    ],
)
def test_opening_hours(world, as_, changes, status):
    from liuke.org.models import Store

    version = Store.objects.get(pk=world.stores["east"].pk).version
    address = reverse("store_hours", args=[world.stores["east"].pk])
    assert as_("store_manager").post(address, {"version": version, **changes}).status_code == status


def test_the_second_editor_of_opening_hours_sees_what_stands_there(world, as_):
    from liuke.org.models import ClosedDay, OpeningHours, Store

    east = Store.objects.get(pk=world.stores["east"].pk)
    address, early = reverse("store_hours", args=[east.pk]), {"version": east.version}
    monday = {"open_0": "on", "opens_0": "08:00", "closes_0": "17:30", "closed": "2027-02-06 春节"}
    assert as_("store_manager").post(address, {**early, **monday}).status_code == 302
    mine = {"open_0": "on", "opens_0": "09:00", "closes_0": "18:00", "open_6": "on", "opens_6": "10:00"}
    late = as_("group").post(address, {**early, **mine, "closes_6": "16:00"})
    body = late.content.decode()
    assert late.status_code == 422
    shown = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", body))
    assert shown == {"周一": "08:00–17:30", "周日": "休息", "休息日": "2027-02-06 春节"}
    assert 'value="09:00"' in body, "what was typed is still there"
    assert OpeningHours.objects.get(store=east).opens == dt.time(8)
    version = re.search(r'name="version" value="(\d+)"', body)
    assert version
    again = as_("group").post(address, {"version": version[1], **mine, "closes_6": "16:00"})
    assert again.status_code == 302
    assert OpeningHours.objects.filter(store=east).count() == 2
    assert not ClosedDay.objects.filter(store=east).exists()


def test_a_phone_is_masked_until_somebody_says_why(world, as_):
    from liuke.audit.models import AuditEntry

    client, member = as_("store_manager"), world.people["colleague"]
    page = client.get(reverse("staff_member", args=[member.pk])).content.decode()
    assert "138****1234" in page
    assert PHONE not in page
    address = reverse("staff_phone", args=[member.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    told = client.post(address, {"reason": "联系排班"})
    assert PHONE in told.content.decode()
    entry = AuditEntry.objects.filter(verb="personal.revealed").latest("at")
    assert (entry.reason, entry.object_id, entry.after) == ("联系排班", str(member.pk), {"field": "phone"})
    assert PHONE not in as_("group").get(reverse("audit")).content.decode()


def test_looks_have_a_limit(world, as_, monkeypatch):
    monkeypatch.setattr("liuke.audit.actions.reveal.MOST_A_DAY", 1)
    client, address = as_("customer_service"), reverse("staff_phone", args=[world.people["colleague"].pk])
    assert client.post(address, {"reason": "回访"}).status_code == 200
    answer = client.post(address, {"reason": "回访"})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()


def test_an_export_is_masked_counted_and_marked(world, as_):
    import io

    import openpyxl

    from liuke.audit.models import AuditEntry

    answer = as_("store_manager").post(reverse("staff_export"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = "\n".join(str(cell.value) for row in sheet.rows for cell in row)
    entry = AuditEntry.objects.filter(verb="export.made").latest("at")
    assert "138****1234" in text
    assert PHONE not in text
    assert "西岭金丝雀" not in text
    assert entry.after["number"] in text
    assert entry.rows == sum(1 for row in sheet.iter_rows(min_row=2, values_only=True) if row[1])


def test_a_new_account_gets_a_password_that_is_shown_once(world, as_):
    from liuke.org.models import Staff

    client = as_("store_manager")
    form = {"name": "𬭎小慧", "login": "XiaoHui", "home_store": str(world.stores["east"].pk), "phone": PHONE}
    answer = client.post(reverse("staff_new"), form)
    made = Staff.objects.get(login="xiaohui")
    assert answer.status_code == 200
    assert made.must_change_password
    assert made.name == "𬭎小慧"
    assert client.post(reverse("staff_new"), form).status_code == 422, "the login is taken"


def test_roles_are_given_and_taken(world, as_):
    from liuke.org.models import RoleAssignment, Staff

    client, member = as_("store_manager"), world.people["colleague"]
    address, east = reverse("staff_roles", args=[member.pk]), f"store:{world.stores['east'].pk}"
    old = RoleAssignment.objects.get(staff=member)
    version = Staff.objects.get(pk=member.pk).version
    given = client.post(address, {"version": version, "keep": str(old.pk), "role": "cashier", "place": east})
    assert given.status_code == 302
    assert set(RoleAssignment.objects.filter(staff=member).values_list("role", flat=True)) == {
        "technician",
        "cashier",
    }
    stale = client.post(address, {"version": version, "role": "sales", "place": east})
    assert stale.status_code == 422, "somebody else has changed the roles meanwhile"


def test_nobody_changes_their_own_roles(world, as_):
    member = world.people["administrator"]
    answer = as_("administrator").post(reverse("staff_roles", args=[member.pk]), {"version": 1})
    assert answer.status_code == 422


def test_nobody_shuts_themselves_out(world, as_):
    from liuke.org.models import Staff

    member = world.people["group"]
    form = {"name": member.name, "login": member.login, "home_store": "", "version": 1}
    answer = as_("group").post(reverse("staff_edit", args=[member.pk]), form)
    assert answer.status_code == 422
    assert Staff.objects.get(pk=member.pk).is_active


def test_a_page_asks_few_questions_of_the_database(world, as_):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_("group")
    for name in ("home", "stores", "staff", "audit"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(name))
        assert len(asked) <= 20, (name, len(asked))
