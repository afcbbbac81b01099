"""An undo leaves alone what people have changed by hand, and takes the stores it had made with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.audit.actions.reveal import reveal
from liuke.audit.actor import Actor
from liuke.audit.models import AuditEntry
from liuke.integrations.dms.models import ImportBatch
from liuke.org.actions.save_bay import BayDraft, create_bay
from liuke.org.actions.save_store import change_store
from liuke.org.drafts import StoreDraft
from liuke.org.models import Region, Store
from liuke.org.scope import system_scope
from liuke.owners.models import Owner
from liuke.vehicles.models import Vehicle, WorkOrder

MEI = Actor(id=None, name="梅晓芸")


@pytest.fixture
def new_store(orders: Any) -> Any:
    """An export of a store nobody knows."""
    return orders({"门店": "南岸店"})


def _change_by_hand(row: Any, kind: str, verb: str, **fields: str) -> None:
    with transaction.atomic():
        before = {name: getattr(row, name) for name in fields}
        type(row).objects.filter(pk=row.pk).update(**fields)
        record(actor=MEI, verb=verb, subject=Subject(kind, row.pk), before=before, after=fields)


@pytest.mark.parametrize(
    ("model", "kind", "fields", "told"),
    [
        (Owner, "owners.owner", {"name": "林晓晓"}, ("owner", "林*")),
        (Vehicle, "vehicles.vehicle", {"plate": "沪A99999"}, ("vehicle", "LSVAA41870000001X")),
        (WorkOrder, "vehicles.workorder", {"adviser": "高远"}, ("work_orders", "R1")),
    ],
    ids=["an owner", "a car", "an order"],
)
def test_a_row_changed_by_hand_keeps_its_import(guo, orders, state, model, kind, fields, told) -> None:
    batch = guo.take_in(orders({}))
    _change_by_hand(model.objects.get(), kind, "something.changed", **fields)
    before = state()
    assert not guo.undo(batch)
    assert state() == before
    kept = ImportBatch.objects.get(pk=batch)
    assert (kept.state, kept.refusal["parameters"]["count"]) == ("done", 1)
    (row,) = kept.refusal["rows"]
    assert (row["kind"], row["key"], row["by"], row["batch"]) == (*told, "梅晓芸", "")
    assert row["at"]


def test_who_only_looked_is_not_in_the_way(guo, orders) -> None:
    batch = guo.take_in(orders({}))
    owner = Owner.objects.get()
    reveal(
        actor=MEI, subject=Subject("owners.owner", owner.pk), field="phone", reason="回访", at=timezone.now()
    )
    assert guo.undo(batch)


def test_what_was_changed_before_the_import_is_not_in_the_way(guo, orders) -> None:
    guo.take_in(orders({}))
    _change_by_hand(Owner.objects.get(), "owners.owner", "owner.changed", district="城北")
    second = guo.take_in(orders({"工单号": "R2", "进厂时间": "2025-09-01 10:00:00"}))
    ImportBatch.objects.filter(pk=second).update(done_at=timezone.now())
    assert guo.undo(second)


def test_a_store_made_for_an_import_goes_with_it(group_desk, new_store, state) -> None:
    before = state()
    batch = group_desk.take_in(new_store)
    assert Store.objects.get().name == "南岸店"
    assert group_desk.undo(batch)
    assert not Store.objects.exists()
    assert state() == before
    assert ImportBatch.objects.get(pk=batch).found["staying"] == []
    taken_back = AuditEntry.objects.get(verb="store.taken_back")
    assert (taken_back.object_name, taken_back.actor_name) == ("南岸店", "system")
    assert group_desk.undo(group_desk.take_in(new_store)), "and may be made and taken back again"


def test_a_store_somebody_has_edited_stays(group_desk, new_store) -> None:
    batch = group_desk.take_in(new_store)
    store = Store.objects.get()
    draft = StoreDraft(code="NA", name="南岸旗舰店", kind=Store.Kind.DEALER, dms_name="南岸店")
    change_store(
        scope=system_scope(), store_id=store.pk, version=store.version, draft=draft, at=timezone.now()
    )
    assert group_desk.undo(batch)
    assert not WorkOrder.objects.exists()
    assert ImportBatch.objects.get(pk=batch).found["staying"] == [{"name": "南岸旗舰店", "by": "system"}]


def test_a_store_somebody_uses_stays(group_desk, new_store) -> None:
    batch = group_desk.take_in(new_store)
    bay = BayDraft("01", "repair")
    create_bay(scope=system_scope(), store_id=Store.objects.get().pk, draft=bay, at=timezone.now())
    assert group_desk.undo(batch)
    assert Store.objects.get().bays.count() == 1
    assert ImportBatch.objects.get(pk=batch).found["staying"] == [{"name": "南岸店", "by": ""}]


def test_a_store_with_rows_of_a_later_import_stays_until_that_is_undone(group_desk, orders) -> None:
    first = group_desk.take_in(orders({"门店": "南岸店"}))
    second = group_desk.take_in(orders({"门店": "南岸店", "工单号": "R2"}))
    assert group_desk.undo(first)
    assert ImportBatch.objects.get(pk=first).found["staying"] == [{"name": "南岸店", "by": ""}]
    assert group_desk.undo(second)
    assert Store.objects.get().name == "南岸店", "the second did not make it"


def test_a_region_made_for_an_import_goes_with_its_stores(group_desk, sales) -> None:
    batch = group_desk.take_in(sales({"门店": "南岸店", "大区": "江南区"}))
    assert Region.objects.get().stores.get().name == "南岸店"
    assert group_desk.undo(batch)
    assert not Region.objects.exists()


def test_a_store_that_was_there_is_not_taken_back(guo, orders, stores) -> None:
    assert guo.undo(guo.take_in(orders({})))
    assert Store.objects.count() == len(stores)
