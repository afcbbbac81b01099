"""A1 · O What people did to owners outlives the next import: corrections, merges, erasures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

from tests.integrations.dms.conftest import LIN, MEI, NOON, TODAY
from tests.owners.conftest import LEAD

from liuke.org.scope import Scope

PHONE, OTHER = "13800001111", "13800002222"


def owner(phone: str = PHONE) -> Any:
    from liuke.owners.models import SourceKey

    return SourceKey.objects.get(value=phone).owner


def correct(name: str, **more: Any) -> Any:
    from liuke.owners.actions.save_owner import change_owner
    from liuke.owners.drafts import OwnerDraft

    row = owner()
    draft = OwnerDraft(name=name, home_store_id=row.home_store_id, **more)
    return change_owner(scope=LEAD, owner_id=row.pk, version=row.version, draft=draft, at=NOON)


def merge(survivor: Any, other: Any, **more: Any) -> Any:
    from liuke.owners.actions.merge_owners import merge_owners

    both = [(row.pk, row.version) for row in (survivor, other)]
    return merge_owners(scope=LEAD, survivor=both[0], other=both[1], at=NOON, **more)


def erase(row: Any, *, scope: Scope = LEAD) -> None:
    from liuke.owners.actions.answer_request import check_identity
    from liuke.owners.actions.erase_person import erase_person
    from liuke.owners.actions.take_request import take_request
    from liuke.owners.drafts import RequestDraft

    draft = RequestDraft("erase", "林晓", "counter", TODAY)
    asked = take_request(scope=scope, owner_id=row.pk, draft=draft, today=TODAY, at=NOON)
    check_identity(scope=scope, request_id=asked.pk, version=1, how="id_card", at=NOON)
    erase_person(scope=scope, request_id=asked.pk, version=2, answer="已删除", today=TODAY, at=NOON)


def test_a_corrected_name_stays_and_the_difference_is_told(group_desk, stores, sales, orders):
    group_desk.take_in(sales({}))
    correct("林小")
    assert owner().records_say == {"name": "林晓"}
    group_desk.take_in(sales({"车主": "林晓晓"}))
    assert (owner().name, owner().records_say, owner().pinyin) == ("林小", {"name": "林晓晓"}, "lin xiao")
    group_desk.take_in(sales({"车主": "林小"}))
    assert (owner().name, owner().records_say) == ("林小", {})


def test_the_records_can_be_followed_again(group_desk, stores, sales):
    from liuke.owners.actions.follow_records import follow_records

    group_desk.take_in(sales({}))
    correct("林小")
    follow_records(scope=LEAD, owner_id=owner().pk, field="name", at=NOON)
    group_desk.take_in(sales({"车主": "林晓晓"}))
    assert (owner().name, owner().hand_set) == ("林晓晓", [])


def test_taking_an_import_back_leaves_corrections(group_desk, stores, sales):
    group_desk.take_in(sales({}))
    second = group_desk.take_in(sales({"车主": "林晓晓", "区域": "城南"}))
    correct("林小")
    third = group_desk.take_in(sales({"车主": "林三"}))
    assert group_desk.undo(third)
    assert group_desk.undo(second)
    assert (owner().name, owner().records_say) == ("林小", {"name": "林晓"})


def test_an_owner_somebody_has_worked_on_outlives_their_import(group_desk, stores, sales):
    from liuke.owners.models import Phone
    from liuke.vehicles.models import Vehicle

    batch = group_desk.take_in(sales({}))
    correct("林小")
    assert group_desk.undo(batch)
    assert Vehicle.objects.count() == 0
    assert (owner().name, owner().batch_id) == ("林小", None)
    assert Phone.objects.get(owner=owner()).number == PHONE
    group_desk.take_in(sales({}))
    assert (owner().name, Vehicle.objects.get().owner_id) == ("林小", owner().pk)


def test_a_number_found_wrong_does_not_come_back_as_good(group_desk, stores, sales):
    from liuke.owners.actions.save_phone import change_phone
    from liuke.owners.drafts import PhoneDraft
    from liuke.owners.models import Phone
    from liuke.owners.queries import first_phones

    group_desk.take_in(sales({}))
    phone = Phone.objects.get()
    change_phone(scope=LEAD, phone_id=phone.pk, draft=PhoneDraft(PHONE, state="wrong"), at=NOON)
    group_desk.take_in(sales({"车主": "林晓晓"}))
    assert Phone.objects.get().state == "wrong"
    assert first_phones([owner().pk]) == {}


def test_an_import_after_a_merge_goes_to_the_survivor(group_desk, stores, sales, orders):
    from liuke.owners.models import Owner
    from liuke.vehicles.models import Ownership, Vehicle

    group_desk.take_in(sales({}, {"车架号": MEI, "手机号": OTHER, "车主": "林小"}))
    lin, mei = owner(), owner(OTHER)
    merge(lin, mei)
    third = "LSVAA418300000020"
    group_desk.take_in(sales({"车架号": third, "手机号": OTHER, "车主": "林小"}))
    group_desk.take_in(orders({"车架号": MEI, "手机号": OTHER}))
    assert set(Vehicle.objects.values_list("owner", flat=True)) == {lin.pk}
    assert set(Ownership.objects.values_list("owner", flat=True)) == {lin.pk}
    assert Owner.objects.filter(merged_into=None).count() == 1


def test_a_car_that_came_after_the_merge_goes_with_its_number_at_the_parting(group_desk, stores, sales):
    from liuke.owners.actions.part_owners import part_owners
    from liuke.vehicles.models import Ownership, Vehicle

    group_desk.take_in(sales({}, {"车架号": MEI, "手机号": OTHER, "车主": "林小"}))
    lin, mei = owner(), owner(OTHER)
    merged = merge(lin, mei)
    third, fourth = "LSVAA418300000020", "LSVAA418300000021"
    group_desk.take_in(sales({"车架号": third, "手机号": OTHER}, {"车架号": fourth}))
    part_owners(scope=LEAD, merge_id=merged.pk, at=NOON)
    expected = {LIN: lin.pk, fourth: lin.pk, MEI: mei.pk, third: mei.pk}
    assert dict(Vehicle.objects.values_list("vin", "owner")) == expected
    assert dict(Ownership.objects.values_list("vehicle", "owner")) == expected


def test_an_import_can_be_taken_back_after_its_owners_were_merged(group_desk, stores, sales):
    from liuke.vehicles.models import Vehicle

    group_desk.take_in(sales({}))
    second = group_desk.take_in(sales({"车主": "林晓晓"}, {"车架号": MEI, "手机号": OTHER, "车主": "林小"}))
    lin = owner()
    merge(owner(OTHER), lin)
    assert group_desk.undo(second)
    assert Vehicle.objects.get().owner_id == owner().pk
    assert owner().merged_into is None


ROWS_OF_A_LIFE = [{}, {"工单号": "R2", "进厂时间": "2025-09-01 09:00:00", "手机号": "", "车主": "林晓"}]


def canaries() -> list[str]:
    """Tables in which something of Lin is left, besides the trail."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            if table.startswith(("owners_", "vehicles_")):
                cursor.execute(
                    f"SELECT count(*) FROM {table} AS t WHERE to_jsonb(t)::text ~ '林晓|{PHONE}|沪A12345'"
                )
                [(count,)] = cursor.fetchall()
                found += [table] * bool(count)
    return found


def test_an_erased_person_is_gone_and_does_not_come_back(group_desk, stores, sales, orders, complaints):
    from liuke.vehicles.models import Vehicle, Visit, WorkOrder

    files = (sales({"区域": "城南", "性别": "女"}), orders(*ROWS_OF_A_LIFE), complaints({}))
    group_desk.take_in(*files)
    group_desk.take_in(sales({"车主": "林晓", "手机号": PHONE, "成交价": "360000"}))
    assert len(canaries()) > 4
    lin = owner()
    visits = list(Visit.objects.values_list("day", "revenue_fen"))
    erase(lin)
    assert canaries() == []
    assert list(Visit.objects.values_list("day", "revenue_fen")) == visits
    assert Vehicle.objects.get().owner_id == lin.pk
    batch = group_desk.preview(*files)
    assert group_desk.counts(batch) == {"unchanged": 2}
    assert group_desk.counts(batch, "complaints") == {"unchanged": 1}
    group_desk.confirm(batch)
    assert canaries() == []
    assert Vehicle.objects.get().owner_id == lin.pk
    assert WorkOrder.objects.count() == 2


def test_taking_an_import_back_does_not_bring_an_erased_person_back(group_desk, stores, sales):
    from liuke.vehicles.models import Vehicle

    group_desk.take_in(sales({}))
    second = group_desk.take_in(sales({"成交价": "360000", "车主": "林晓晓"}))
    erase(owner())
    assert group_desk.undo(second)
    assert Vehicle.objects.get().price_fen == 35_000_000
    assert canaries() == []


def test_the_next_owner_of_the_car_is_not_erased_with_the_last(group_desk, stores, sales, orders):
    from liuke.vehicles.models import Sale, WorkOrder

    resale = {"交车日期": "2025-06-01", "手机号": OTHER, "车主": "王五"}
    order = {"工单号": "R9", "手机号": OTHER, "车主": "王五", "进厂时间": "2025-07-01 09:00:00"}
    group_desk.take_in(sales({}, resale), orders({}, order))
    erase(owner())
    assert set(Sale.objects.values_list("owner_name", flat=True)) == {None, "王五"}
    assert WorkOrder.objects.get(order_no="R9").owner_name == "王五"
    assert owner(OTHER).name == "王五"


def test_an_open_order_keeps_somebody_from_being_erased(group_desk, stores, orders):
    from liuke.owners.models import PrivacyRequest, Suppressed
    from liuke.vehicles.erasure_steps import OpenWorkOrder

    group_desk.take_in(orders({"工单状态": "在修", "进厂时间": "2025-12-20 09:00:00", "结算金额": ""}))
    with pytest.raises(OpenWorkOrder) as refused:
        erase(owner())
    assert refused.value.parameters == {"order": "R1"}
    assert (owner().name, Suppressed.objects.count()) == ("林晓", 0)
    assert PrivacyRequest.objects.get().state == "checked"


def test_a_home_store_by_credit_rule_follows_the_latest_visit(group_desk, stores, sales, orders):
    group_desk.take_in(sales({}))
    assert owner().home_store_id == stores["东湖店"]
    row = owner()
    type(row).objects.filter(pk=row.pk).update(credit_rule="served")
    group_desk.take_in(orders({"门店": "西山店"}))
    assert owner().home_store_id == stores["西山店"]


def test_duplicates_are_found_by_car_and_by_district(group_desk, stores, sales):
    from liuke.owners.actions.find_duplicates import find_duplicates
    from liuke.owners.models import Candidate

    group_desk.take_in(
        sales(
            {"区域": "城南"},
            {"车架号": MEI, "手机号": OTHER, "车主": "林晓", "区域": "城南"},
            {"交车日期": "2025-06-01", "手机号": "13800003333", "车主": "林晓", "区域": "城北"},
        )
    )
    assert find_duplicates() == 2
    pairs = {frozenset((c.first_id, c.second_id)): c.reasons for c in Candidate.objects.all()}
    by_phone = {phone: owner(phone).pk for phone in (PHONE, OTHER, "13800003333")}
    assert pairs[frozenset((by_phone[PHONE], by_phone[OTHER]))] == ["name_district"]
    assert pairs[frozenset((by_phone[PHONE], by_phone["13800003333"]))] == ["vin"]


@pytest.fixture
def complaints():
    from tests.integrations.dms.conftest import sheet

    usual = {
        "门店": "东湖店", "投诉时间": "2025-04-01 10:00:00", "车架号": LIN, "车主": "林晓", "手机号": PHONE,
        "投诉内容": f"刹车异响，请回电{PHONE}", "车牌号": "沪A12345",
    }  # fmt: skip
    return lambda *rows: ("投诉.csv", sheet([{**usual, **row} for row in rows]))


def test_a_day_to_come_is_no_day_of_a_request(group_desk, stores, sales):
    from liuke.owners.actions.mark_stage import InTheFuture
    from liuke.owners.actions.take_request import take_request
    from liuke.owners.drafts import RequestDraft

    group_desk.take_in(sales({}))
    draft = RequestDraft("erase", "林晓", "counter", TODAY + dt.timedelta(days=1))
    with pytest.raises(InTheFuture):
        take_request(scope=LEAD, owner_id=owner().pk, draft=draft, today=TODAY, at=NOON)
