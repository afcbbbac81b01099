"""Owners in the console: found, opened, corrected, merged, and their rights answered."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone


@pytest.fixture
def lin(world: Any) -> Any:
    """An owner of the east with a number, made anew for each test."""
    from liuke.owners.models import Owner, Phone

    lin = Owner.objects.create(
        name="东湖林小满", pinyin="dong hu", initials="dhlxm", home_store=world.stores["east"]
    )
    Phone.objects.create(owner=lin, number="13700001234")
    return lin


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_masks_numbers_and_keeps_the_look(world, as_, lin):
    from liuke.audit.models import AuditEntry

    body = text(as_("service_adviser").get(reverse("owners") + "?q=dhlxm"))
    assert "东湖林小满" in body
    assert "137****1234" in body
    assert "13700001234" not in body
    assert AuditEntry.objects.filter(verb="personal.listed", actor_name="东service_adviser").exists()


def test_a_number_is_shown_for_a_reason_only(world, as_, lin):
    client, address = as_("service_adviser"), reverse("owner_phone", args=[lin.phones.get().pk])
    refused = client.post(address, {"reason": ""})
    assert (refused.status_code, "13700001234" in text(refused)) == (422, False)
    assert "13700001234" in text(client.post(address, {"reason": "回访保养"}))
    assert as_("cashier").post(address, {"reason": "回访保养"}).status_code == 403


def test_opening_a_page_is_kept(world, as_, lin):
    from liuke.audit.models import AuditEntry

    assert as_("auditor").get(reverse("owner", args=[lin.pk])).status_code == 200
    entry = AuditEntry.objects.filter(verb="personal.opened", object_id=str(lin.pk)).get()
    assert entry.actor_name == "东auditor"


def test_two_editors_of_one_owner(world, as_, lin):
    address = reverse("owner_edit", args=[lin.pk])
    given = {
        "name": "东湖林大满", "kind": "private", "credit_rule": "sold", "version": 1,
        "home_store": str(world.stores["east"].pk),
    }  # fmt: skip
    assert as_("service_adviser").post(address, given).status_code == 302
    second = as_("store_manager").post(address, {**given, "name": "东湖林二满"})
    assert second.status_code == 422
    assert "东湖林大满" in text(second)
    lin.refresh_from_db()
    assert (lin.name, lin.hand_set) == ("东湖林大满", ["name"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birthday", "2199-01-01"),
        ("birthday", "1850-01-01"),
        ("name", ""),
        ("name", "林\u202e晓"),
        ("home_store", "x"),
    ],
)
def test_bad_entries_are_told_beside_the_field(world, as_, lin, field, value):
    given = {"name": "林", "kind": "private", "credit_rule": "sold", "version": 1, field: value}
    answer = as_("service_adviser").post(reverse("owner_edit", args=[lin.pk]), given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    lin.refresh_from_db()
    assert lin.version == 1


def test_a_new_owner_comes_with_a_number(world, as_):
    from liuke.owners.models import SourceKey

    given = {
        "name": "赵云", "kind": "private", "number": "+86 137-0000-5678", "credit_rule": "sold",
        "home_store": str(world.stores["east"].pk),
    }  # fmt: skip
    client = as_("service_adviser")
    assert client.post(reverse("owner_new"), {**given, "number": "1.38E+10"}).status_code == 422
    assert client.post(reverse("owner_new"), given).status_code == 302
    assert SourceKey.objects.get(value="13700005678").owner.name == "赵云"


def test_consent_is_written_down_and_shown(world, as_, lin):
    client = as_("service_adviser")
    given = {"given": "yes", "purposes": ["marketing", "service"], "channels": ["sms"], "how": "paper"}
    assert client.post(reverse("owner_consent", args=[lin.pk]), given).status_code == 302
    shown = text(client.get(reverse("owner", args=[lin.pk])))
    assert (shown.count('aria-label="同意"'), shown.count("未表态")) == (2, 2 * 18)
    nothing = client.post(reverse("owner_consent", args=[lin.pk]), {**given, "purposes": []})
    assert nothing.status_code == 422


def test_merging_on_the_page_and_back(world, as_, lin):
    from liuke.owners.models import Merge, Owner, Phone

    other = Owner.objects.create(
        name="东湖林小", pinyin="x", district="城南", home_store=world.stores["east"]
    )
    Phone.objects.create(owner=other, number="13700009999")
    client, address = as_("store_manager"), reverse("owner_merge", args=[lin.pk])
    page = text(client.get(address + "?number=13700009999"))
    assert "东湖林小满" in page
    assert "137****9999" in page
    given = {
        "other": str(other.pk), "survivor": str(lin.pk), "version": 1, "other_version": 1,
        "field_name": str(other.pk),
    }  # fmt: skip
    assert client.post(address, {**given, "other_version": 9}).status_code == 422
    assert client.post(address, given).status_code == 302
    lin.refresh_from_db()
    assert (lin.name, lin.district, lin.phones.count()) == ("东湖林小", "城南", 2)
    old = client.get(reverse("owner", args=[other.pk]))
    assert old.headers["Location"] == reverse("owner", args=[lin.pk])
    merge = Merge.objects.get(survivor=lin)
    assert client.post(reverse("owner_part", args=[merge.pk])).status_code == 302
    lin.refresh_from_db()
    assert (lin.name, lin.district, other.phones.count()) == ("东湖林小满", None, 1)


def asked(client: Any, lin: Any, kind: str) -> Any:
    from liuke.owners.models import PrivacyRequest

    given = {
        "kind": kind, "asked_by": "东湖林小满", "asked_how": "counter", "wish": "请处理",
        "received_on": str(timezone.localdate()),
    }  # fmt: skip
    assert client.post(reverse("privacy_new", args=[lin.pk]), given).status_code == 302
    row = PrivacyRequest.objects.get(owner=lin)
    address = reverse("privacy_check", args=[row.pk])
    assert client.post(address, {"version": 1, "how": "id_card"}).status_code == 302
    return row


def test_a_person_gets_everything_in_one_archive(world, as_, lin):
    from liuke.vehicles.models import Ownership, Vehicle, WorkOrder

    car = Vehicle.objects.create(
        vin="LSVAA418900000077", plate="苏A12345", owner=lin, store=world.stores["east"]
    )
    for owner, start, end in ((world.owners["east other"], None, "2025-01-01"), (lin, "2025-01-01", None)):
        Ownership.objects.create(vehicle=car, owner=owner, from_day=start, to_day=end)
    for number, day in (("OLD-1", dt.date(2024, 5, 1)), ("NEW-1", dt.date(2025, 5, 1))):
        WorkOrder.objects.create(
            store=world.stores["east"], key=number, order_no=number, vehicle=car, day=day, owner_name="某人"
        )
    client = as_("customer_service")
    row = asked(client, lin, "access")
    answer = client.post(reverse("privacy_export", args=[row.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert set(archive.namelist()) == {"personal.json", "personal.html", "personal.xlsx"}
    told = json.loads(archive.read("personal.json"))
    assert told["phones"][0]["number"] == "13700001234"
    assert [order["order_no"] for order in told["orders"]] == ["NEW-1"]
    html = archive.read("personal.html").decode()
    assert "NEW-1" in html
    assert "OLD-1" not in html


def test_an_archive_needs_a_checked_identity(world, as_, lin):
    from liuke.owners.models import PrivacyRequest

    client = as_("store_manager")
    row = asked(client, lin, "access")
    PrivacyRequest.objects.filter(pk=row.pk).update(state="open")
    assert client.post(reverse("privacy_export", args=[row.pk])).status_code == 409


def test_erasing_asks_who_it_is_and_leaves_nobody(world, as_, lin):
    client = as_("store_manager")
    row = asked(client, lin, "erase")
    address, given = reverse("privacy_erase", args=[row.pk]), {"version": 2, "answer": "已删除并告知"}
    stale = as_("store_manager", proved_before=dt.timedelta(hours=1))
    assert "/prove" in stale.post(address, given).headers["Location"]
    lin.refresh_from_db()
    assert lin.name == "东湖林小满"
    assert client.post(address, given).status_code == 302
    lin.refresh_from_db()
    assert (lin.name, lin.phones.count(), lin.erased_at is not None) == ("", 0, True)
    assert client.get(reverse("owner", args=[lin.pk])).status_code == 404
    page = text(client.get(reverse("privacy_request", args=[row.pk])))
    assert "以下内容保留" in page
    assert not re.search("东湖林小满|13700001234", page)


def test_overdue_requests_are_marked(world, as_, lin):
    from liuke.owners.models import PrivacyRequest

    client = as_("store_manager")
    row = asked(client, lin, "correct")
    PrivacyRequest.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    body = text(client.get(reverse("privacy") + "?view=overdue"))
    assert "东湖林小满" in body
    assert "已逾期" in body
