"""A1 Two owners become one, and two again: nothing is lost, whatever happened meanwhile."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

pytest.importorskip("django")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.owners.conftest import LEAD, NOON, make_person

DAY = dt.date(2025, 3, 1)
NUMBERS = ("13800000001", "13800000002", "13800000003")
VOLATILE = ("version", "changed_at", "changed_by", "batch_id")
TEXT = st.sampled_from(["", "喜欢靠窗", "只用原厂机油"])
MAYBE = st.sampled_from([None, "城南", "城北"])
SIDE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["林晓", "林小", ""]),
        "district": MAYBE,
        "gender": st.sampled_from([None, "男", "女"]),
        "birthday": st.sampled_from([None, dt.date(1990, 2, 28), dt.date(1991, 5, 1)]),
        "preferences": TEXT,
        "hand_set": st.sampled_from([[], ["district"], ["district", "name"]]),
        "phones": st.sets(st.sampled_from(NUMBERS)),
        "first": st.booleans(),
        "interests": st.sets(st.integers(0, 3)),
        "consents": st.lists(st.tuples(st.sampled_from(["service", "marketing"]), st.booleans()), max_size=3),
        "standing": st.booleans(),
        "family": st.sampled_from([None, "A", "B"]),
        "cars": st.integers(0, 2),
        "stages": st.integers(0, 1),
        "wechat": st.booleans(),
    }
)
OPS = st.lists(
    st.sampled_from(
        [
            "phone",
            "name",
            "district",
            "consent",
            "sell_mine",
            "sell_theirs",
            "drop_phone",
            "interest",
            "standing",
        ]
    ),
    max_size=4,
    unique=True,
)


def tables() -> list[str]:
    from liuke.owners.merging import steps

    return sorted({step.table for step in steps()} - {"owners_owner"})


def state(known: dict[str, set[Any]] | None = None) -> dict[str, list[Any]]:
    """Every row of every table that follows an owner; rows that are not ``known`` without their number."""
    from django.db import connection

    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in ["owners_owner", *tables()]:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} AS t")
            rows = [json.loads(row) for (row,) in cursor.fetchall()]
            for row in rows:
                for name in VOLATILE if table == "owners_owner" else ():
                    row.pop(name)
                if known is not None and row.get("id") not in known[table]:
                    row.pop("id", None)
            found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def make_side(side: dict[str, Any], mark: str, families: dict[str, Any], store: Any) -> Any:
    from liuke.owners.models import (
        Consent,
        HouseholdMember,
        Interest,
        OwnerInterest,
        Phone,
        StageMark,
        Standing,
        WechatId,
    )
    from liuke.vehicles.models import Ownership, Vehicle

    fields = ("name", "district", "gender", "birthday", "preferences", "hand_set")
    owner = make_person(**{name: side[name] for name in fields}, home_store=store if mark == "a" else None)
    for number in sorted(side["phones"]):
        Phone.objects.create(owner=owner, number=number, label=mark)
    if side["first"] and side["phones"]:
        Phone.objects.filter(owner=owner, number=min(side["phones"])).update(first=True)
    interests = list(Interest.objects.exclude(name="房车").order_by("name"))
    OwnerInterest.objects.bulk_create(
        OwnerInterest(owner=owner, interest=interests[n]) for n in sorted(side["interests"])
    )
    for purpose, given_ in side["consents"]:
        Consent.objects.create(
            owner=owner, purpose=purpose, channel="sms", given=given_, at=NOON, how="paper", by=mark
        )
    if side["standing"]:
        Standing.objects.create(
            owner=owner, as_of=DAY, tier="vip", calibrated_tier="vip", score=9, visits_12=3,
            spend_12_fen=len(mark), profit_12_fen=7, risk=0.1,
        )  # fmt: skip
    if side["family"]:
        family = families[side["family"]]
        HouseholdMember.objects.create(household=family, owner=owner, head=not family.members.exists())
    for n in range(side["cars"]):
        car = Vehicle.objects.create(vin=f"LSVAA4187{mark}00000{n}"[:17].upper(), owner=owner, store=store)
        Ownership.objects.create(vehicle=car, owner=owner)
    for _ in range(side["stages"]):
        StageMark.objects.create(owner=owner, stage="visited", day=DAY, at=NOON, by=mark)
    if side["wechat"]:
        WechatId.objects.create(owner=owner, application="留客公众号", open_id=mark)
    return owner


def happen(op: str, one: Any, two: Any, third: Any) -> None:
    """What people and imports do between the merge and the parting; told by rows, not by who holds them."""
    from liuke.owners.models import Consent, Interest, Owner, OwnerInterest, Phone, Standing
    from liuke.vehicles.models import Ownership, Vehicle

    mine, theirs = Vehicle.objects.filter(vin__contains="7A0"), Vehicle.objects.filter(vin__contains="7B0")
    if op == "phone":
        Phone.objects.create(owner=one, number="13900000009", label="new")
    elif op in ("name", "district"):
        row = Owner.objects.get(pk=one.pk)
        setattr(row, op, "手工改")
        row.hand_set = sorted({*row.hand_set, op})
        row.save()
    elif op == "consent":
        Consent.objects.create(
            owner=one, purpose="analysis", channel="any", given=True, at=NOON, how="web", by="x"
        )
    elif op in ("sell_mine", "sell_theirs"):
        sold = mine if op == "sell_mine" else theirs
        Ownership.objects.filter(vehicle__in=sold.values("vin")).update(owner=third)
        sold.update(owner=third)
    elif op == "drop_phone":
        Phone.objects.filter(label="b").delete()
    elif op == "interest":
        OwnerInterest.objects.create(owner=one, interest=Interest.objects.get(name="房车"))
    elif op == "standing":
        Standing.objects.filter(owner=third).update(score=1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a=SIDE, b=SIDE, take=st.sets(st.sampled_from(["name", "district", "gender", "birthday"])), ops=OPS)
def test_parting_leaves_what_there_would_be_without_the_merge(tables: object, a, b, take, ops):
    from django.db import connection, transaction

    from liuke.org.models import Store
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import part_owners
    from liuke.owners.models import Candidate, Household, Interest

    if a["phones"] & b["phones"]:  # the other one's number is gone with the merge: nothing to delete
        ops = [op for op in ops if op != "drop_phone"]
    with transaction.atomic():
        store = Store.objects.create(code="E", name="东湖店", changed_at=NOON, changed_by="test")
        Interest.objects.create(name="房车", changed_at=NOON, changed_by="test")
        families = {
            name: Household.objects.create(name=name, changed_at=NOON, changed_by="test") for name in "AB"
        }
        one, two = (make_side(side, mark, families, store) for side, mark in ((a, "a"), (b, "b")))
        third = make_person("王五", phones=("13700000000",))
        for other in (two, third):
            pair = sorted([one, other], key=lambda owner: owner.pk)
            Candidate.objects.create(first=pair[0], second=pair[1], score=60, reasons=["phone"])
        known = {table: {row.get("id") for row in rows} for table, rows in state().items()}
        point = transaction.savepoint()
        for op in ops:
            happen(op, one, two, third)
        without = state(known)
        transaction.savepoint_rollback(point)

        merge = merge_owners(
            scope=LEAD, survivor=(one.pk, 1), other=(two.pk, 1), take_other=frozenset(take), at=NOON
        )
        for op in ops:
            happen(op, one, two, third)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert not [row for table in tables_with(two.pk) for row in table]
        part_owners(scope=LEAD, merge_id=merge.pk, at=NOON)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert state(known) == without
        transaction.set_rollback(True)


def tables_with(owner: Any) -> list[list[Any]]:
    """Rows that still name an owner who was merged away, besides those that say so."""
    from liuke.owners.merging import steps

    return [
        list(step.model._default_manager.filter(**{step.column: owner}).values_list("pk")) for step in steps()
    ]


def test_every_table_that_names_an_owner_says_how_it_follows():
    from liuke.owners.merging import steps

    assert {step.table for step in steps()} >= {"vehicles_vehicle", "vehicles_ownership", "owners_consent"}


@pytest.fixture
def two(person):
    return person("林晓", phones=("13800000001",), district="城南"), person("林小", phones=("13800000002",))


def test_a_person_is_not_merged_with_themselves(two, lead):
    from liuke.owners.actions.merge_owners import MergedWithItself, merge_owners

    with pytest.raises(MergedWithItself):
        merge_owners(scope=lead, survivor=(two[0].pk, 1), other=(two[0].pk, 1), at=NOON)


def test_somebody_who_was_faster_is_told(two, lead):
    from liuke.org.editing import ChangedMeanwhile
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.models import Merge, Phone

    with pytest.raises(ChangedMeanwhile):
        merge_owners(scope=lead, survivor=(two[0].pk, 1), other=(two[1].pk, 7), at=NOON)
    assert Merge.objects.count() == 0
    assert Phone.objects.filter(owner=two[1]).count() == 1


def test_the_west_cannot_merge_owners_of_the_east(stores, person, xu):
    from liuke.org.queries import NotFound
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.models import Owner

    a, b = (person(name, home_store=stores["E"]) for name in ("林晓", "林小"))
    with pytest.raises(NotFound):
        merge_owners(scope=xu, survivor=(a.pk, 1), other=(b.pk, 1), at=NOON)
    assert not Owner.objects.exclude(merged_into=None).exists()


def test_three_become_one_and_part_in_order(two, person, lead, checked):
    from liuke.org.queries import NotFound
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import PartedAlready, part_owners
    from liuke.owners.models import Owner, SourceKey

    third = person("林三", phones=("13800000003",))
    first = merge_owners(scope=lead, survivor=(two[0].pk, 1), other=(two[1].pk, 1), at=NOON)
    second = merge_owners(scope=lead, survivor=(third.pk, 1), other=(two[0].pk, 2), at=NOON)
    assert set(Owner.objects.filter(merged_into=third).values_list("pk", flat=True)) == {t.pk for t in two}
    assert set(SourceKey.objects.values_list("owner", flat=True)) == {third.pk}
    with pytest.raises(NotFound):
        part_owners(scope=lead, merge_id=first.pk, at=NOON)
    part_owners(scope=lead, merge_id=second.pk, at=NOON)
    part_owners(scope=lead, merge_id=first.pk, at=NOON)
    with pytest.raises(PartedAlready):
        part_owners(scope=lead, merge_id=first.pk, at=NOON)
    owners = dict(SourceKey.objects.values_list("value", "owner"))
    assert owners == {"13800000001": two[0].pk, "13800000002": two[1].pk, "13800000003": third.pk}


def test_both_merge_and_parting_are_in_the_trail(two, lead):
    from liuke.audit.models import AuditEntry
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import part_owners

    merge = merge_owners(
        scope=lead, survivor=(two[0].pk, 1), other=(two[1].pk, 1), take_other=frozenset({"name"}), at=NOON
    )
    part_owners(scope=lead, merge_id=merge.pk, at=NOON)
    told = AuditEntry.objects.order_by("at", "pk").values_list("verb", "before", "after")
    assert [verb for verb, _, _ in told] == ["owner.merged", "owner.merged_away", "owner.parted"]
    assert told[0][1:] == ({"name": "林晓"}, {"name": "林小", "merged": "林小"})
