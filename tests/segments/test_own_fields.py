"""A3, A5 The group's own fields as conditions: whom they find, and what becomes of them when no longer asked."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from tests.segments.test_conditions import EVERYBODY, find, leaf

pytest.importorskip("django")

from liuke.org.rules.custom_fields import Bearer, CustomKind

AT = dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC)
OF_OWNER, OF_CAR = "custom.owner", "custom.vehicle"
FIELDS = (
    (Bearer.OWNER, "club", CustomKind.TEXT, {}),
    (Bearer.OWNER, "shoe", CustomKind.NUMBER, {}),
    (Bearer.OWNER, "since", CustomKind.DATE, {}),
    (Bearer.OWNER, "tea", CustomKind.CHOICE, {"choices": ("龙井", "普洱", "yes")}),
    (Bearer.OWNER, "member", CustomKind.YES_NO, {}),
    (Bearer.VEHICLE, "tyres", CustomKind.TEXT, {}),
    (Bearer.VEHICLE, "seats", CustomKind.NUMBER, {}),
    (Bearer.VEHICLE, "film_day", CustomKind.DATE, {}),
    (Bearer.VEHICLE, "film", CustomKind.CHOICE, {"choices": ("全车", "前挡")}),
    (Bearer.VEHICLE, "gifted", CustomKind.YES_NO, {}),
)
OWNERS = {
    "lin": {"club": "山野O'Hara会", "shoe": 41.5, "since": "2026-02-28", "tea": "龙井", "member": True},
    "mei": {"club": "赛道会", "shoe": -3, "since": "2024-02-29", "tea": "普洱", "member": False},
    "guo": {"club": 41, "shoe": "41.5", "since": "2026-02-30", "tea": ["龙井"], "member": "true"},
    "xu": {"club": None, "shoe": None, "since": None, "tea": None, "member": None},
}
"""Guo's values are not of their field's kind, as only a hand in the database can write them; Xu's are null."""
CARS = {
    "LIN1": {"tyres": "米其林 225/45", "seats": 5, "film_day": "2026-03-05", "film": "全车", "gifted": True},
    "LIN2": {"seats": 7, "gifted": False},
    "MEI1": {"tyres": "邓禄普", "film": "前挡"},
    "GUO1": {"tyres": {"a": "米其林"}, "seats": True, "film_day": "infinity", "film": 1, "gifted": "false"},
}
CASES: list[tuple[dict[str, Any], set[str]]] = [
    (leaf(f"{OF_OWNER}.club", "contains", "o'hara"), {"lin"}),
    (leaf(f"{OF_OWNER}.club", "contains", "4"), set()),
    (leaf(f"{OF_OWNER}.club", "lacks", "赛道"), {"lin", "guo", "xu"}),
    (leaf(f"{OF_OWNER}.shoe", "at_least", 41.5), {"lin"}),
    (leaf(f"{OF_OWNER}.shoe", "at_most", 0), {"mei"}),
    (leaf(f"{OF_OWNER}.shoe", "between", -3, 41.5), {"lin", "mei"}),
    (leaf(f"{OF_OWNER}.since", "since", "2024-02-29"), {"lin", "mei"}),
    (leaf(f"{OF_OWNER}.since", "until", "2026-02-27"), {"mei"}),
    (leaf(f"{OF_OWNER}.since", "during", "2026-02-28", "2026-03-02"), {"lin"}),
    (leaf(f"{OF_OWNER}.tea", "is", "龙井", "普洱"), {"lin", "mei"}),
    (leaf(f"{OF_OWNER}.tea", "is_not", "龙井"), {"mei", "guo", "xu"}),
    (leaf(f"{OF_OWNER}.tea", "unknown"), {"guo", "xu"}),
    (leaf(f"{OF_OWNER}.member", "is", "true"), {"lin"}),
    (leaf(f"{OF_OWNER}.member", "is", "false"), {"mei"}),
    (leaf(f"{OF_OWNER}.member", "unknown"), {"guo", "xu"}),
    (leaf(f"{OF_CAR}.tyres", "contains", "米其林"), {"lin"}),
    (leaf(f"{OF_CAR}.tyres", "lacks", "米其林"), {"mei", "guo", "xu"}),
    (leaf(f"{OF_CAR}.seats", "between", 6, 7), {"lin"}),
    (leaf(f"{OF_CAR}.seats", "at_least", 0), {"lin"}),
    (leaf(f"{OF_CAR}.film_day", "during", "2026-03-05", "2026-03-05"), {"lin"}),
    (leaf(f"{OF_CAR}.film_day", "since", "1900-01-01"), {"lin"}),
    (leaf(f"{OF_CAR}.film", "is", "前挡"), {"mei"}),
    (leaf(f"{OF_CAR}.film", "is_not", "前挡"), {"lin", "guo", "xu"}),
    (leaf(f"{OF_CAR}.gifted", "is", "false"), {"lin"}),
    (leaf(f"{OF_CAR}.gifted", "unknown"), {"mei", "guo", "xu"}),
]


def _define(bearer: Bearer, key: str, kind: CustomKind, **more: Any) -> Any:
    from liuke.org.actions.save_custom_field import FieldDraft, create_custom_field
    from liuke.org.scope import system_scope

    draft = FieldDraft(label_zh=f"{key}字段", label_en=f"Field {key}", **more)
    return create_custom_field(scope=system_scope(), bearer=bearer, key=key, kind=kind, draft=draft, at=AT)


@pytest.fixture(autouse=True)
def own(cast: Any) -> Iterator[None]:
    from liuke.org.models import CustomField
    from liuke.owners.models import Owner
    from liuke.segments.models import Segment, Tag
    from liuke.vehicles.models import Vehicle

    for bearer, key, kind, more in FIELDS:
        _define(bearer, key, kind, **more)
    for name, values in OWNERS.items():
        Owner.objects.filter(pk=cast.owners[name].pk).update(custom=values)
    for vin, values in CARS.items():
        Vehicle.objects.filter(vin=vin).update(custom=values)
    yield
    for rows in (Tag, Segment, CustomField):
        rows.objects.all().delete()


def retire(key: str, *, retired: bool = True) -> None:
    from liuke.org.models import CustomField

    assert CustomField.objects.filter(key=key).update(retired=retired) == 1


def segment(cast: Any, *members: dict[str, Any], name: str = "自有字段") -> Any:
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.fields import fields
    from liuke.segments.rules.tree import read_tree

    read = read_tree({"join": "all", "members": list(members)}, fields())
    draft = SegmentDraft(name, read, share="group")
    return create_segment(scope=cast.scope(None, "group"), draft=draft, at=AT)


@pytest.mark.parametrize(
    ("given", "expected"), CASES, ids=[f"{g['field']}-{g['operator']}-{g['values']}" for g, _ in CASES]
)
def test_an_own_field_finds_whom_it_says(cast, given, expected):
    assert find(cast, given) == expected


def test_every_kind_is_asked_of_owners_and_of_cars():
    from liuke.segments.own_fields import own_fields

    assert {given["field"] for given, _ in CASES} == set(own_fields(chinese=True))
    assert len({(bearer, kind) for bearer, _, kind, _ in FIELDS}) == 2 * len(CustomKind)


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "2026-1-1",
        "",
        "today",
        "2026-01-01x",
        "0001-01-01",
    ],
)
def test_what_is_no_day_counts_as_none(cast, day):
    from liuke.owners.models import Owner

    Owner.objects.filter(pk=cast.owners["lin"].pk).update(custom={"since": day})
    assert find(cast, leaf(f"{OF_OWNER}.since", "since", "1900-01-01")) == {"mei"}


@pytest.mark.parametrize("held", [[], "words", 7, [{"club": "山野"}]], ids=str)
def test_a_record_without_fields_is_nobodys_member(cast, held):
    from liuke.owners.models import Owner

    Owner.objects.filter(pk=cast.owners["lin"].pk).update(custom=held)
    assert "lin" not in find(cast, leaf(f"{OF_OWNER}.club", "contains", "山野"))
    assert "lin" not in find(cast, leaf(f"{OF_OWNER}.shoe", "at_least", 0))


@pytest.mark.parametrize("typed", ["'; DROP TABLE owners_owner; --", "%(today)s", "%s", "\\", "' OR true --"])
def test_no_value_becomes_part_of_the_statement(cast, typed):
    from liuke.owners.models import Owner

    for field in (f"{OF_OWNER}.club", f"{OF_CAR}.tyres"):
        assert find(cast, leaf(field, "contains", typed)) == set()
    Owner.objects.filter(pk=cast.owners["mei"].pk).update(custom={"club": f"a{typed}b", "tea": typed})
    assert find(cast, leaf(f"{OF_OWNER}.club", "contains", typed)) == {"mei"}
    assert find(cast, leaf(f"{OF_OWNER}.tea", "is", typed)) == {"mei"}


@pytest.mark.parametrize("key", ["a'b", 'a"b', "a%sb", "a b", "A", "a)b", "a\\b", "1a", "车", "a\n"])
def test_the_database_takes_no_key_that_could_break_out_of_the_statement(cast, key):
    from django.db import IntegrityError, transaction

    from liuke.org.models import CustomField

    with pytest.raises(IntegrityError, match="a_custom_key_is_plain"), transaction.atomic():
        CustomField.objects.create(
            bearer="owner", key=key, kind="text", label_zh="x", label_en="x", changed_at=AT, changed_by="test"
        )


def test_stores_fields_are_no_conditions(cast):
    from liuke.segments.fields import fields

    _define(Bearer.STORE, "landlord", CustomKind.TEXT)
    assert not any("landlord" in key for key in fields())
    assert find(cast, {"join": "all", "members": []}) == EVERYBODY


def test_fields_bear_the_readers_label(cast):
    from liuke.segments.fields import fields

    assert fields()[f"{OF_OWNER}.club"].words == "club字段"
    assert fields(chinese=False)[f"{OF_OWNER}.club"].words == "Field club"


def test_a_field_not_asked_any_more_is_refused_by_its_label_until_it_is_asked_again(cast):
    from liuke.segments.queries import conditions_of
    from liuke.segments.rules.tree import FieldRetired

    one = segment(cast, leaf(f"{OF_OWNER}.club", "contains", "山野"))
    retire("club")
    with pytest.raises(FieldRetired) as told:
        conditions_of(one)
    assert told.value.parameters["field"] == "club字段"
    with pytest.raises(FieldRetired):
        find(
            cast,
            {
                "join": "all",
                "members": [{"join": "none", "members": [leaf(f"{OF_OWNER}.club", "lacks", "x")]}],
            },
        )
    retire("club", retired=False)
    assert conditions_of(one).members


def test_tags_are_refreshed_past_one_whose_segment_cannot_be_read(cast, caplog):
    from liuke.segments.actions.refresh_tags import refresh_tags
    from liuke.segments.actions.save_tag import TagDraft, create_tag

    scope = cast.scope(None, "group")
    made = {}
    for name, asked in (
        ("1", leaf(f"{OF_OWNER}.club", "contains", "山野")),
        ("2", leaf(f"{OF_CAR}.seats", "at_least", 5)),
        ("3", leaf("owner.gender", "is", "男")),
    ):
        one = segment(cast, asked, name=f"客群{name}")
        made[name] = create_tag(scope=scope, draft=TagDraft(f"标签{name}", segment_id=one.pk), at=AT)

    def holders(name: str) -> set[str]:
        return cast.names(made[name].taggings.values_list("owner_id", flat=True))

    refresh_tags(scope=scope, at=AT)
    assert [holders(name) for name in made] == [{"lin"}, {"lin"}, {"mei", "guo"}]
    made["2"].taggings.all().delete()
    made["3"].taggings.all().delete()
    retire("club")
    later = AT + dt.timedelta(days=1)
    with caplog.at_level(logging.WARNING, logger="liuke.segments"):
        refresh_tags(scope=scope, at=later)
    assert [holders(name) for name in made] == [{"lin"}, {"lin"}, {"mei", "guo"}]
    assert [str(made["1"].pk) in one.message for one in caplog.records] == [True]
    for name, refreshed in (("1", AT), ("2", later), ("3", later)):
        made[name].refresh_from_db()
        assert made[name].refreshed_at == refreshed
