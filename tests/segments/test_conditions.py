"""A3 Conditions find whom they say, within reach, and take nothing else for a condition."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

TODAY = dt.date(2026, 6, 1)
EVERYBODY = {"lin", "mei", "guo", "xu"}

pytestmark = pytest.mark.usefixtures("tables")
"""A house has fields of its own: which there are stands in the database."""


def leaf(field: str, operator: str, *values: Any, months: int = 0) -> dict[str, Any]:
    return {"field": field, "operator": operator, "values": list(values), "months": months}


def find(
    cast: Any, given: dict[str, Any], *, side: str | None = None, role: str = "store_manager"
) -> set[str]:
    from liuke.org.rules.roles import Permission
    from liuke.segments.fields import fields
    from liuke.segments.finding import find as find_owners
    from liuke.segments.rules.tree import as_json, read_tree

    tree = given if "join" in given else {"join": "all", "members": [given]}
    read = read_tree(tree, fields())
    assert read_tree(as_json(read), fields()) == read
    found = find_owners(
        scope=cast.scope(side, role),
        permissions=(Permission.SEE_SEGMENTS,),
        conditions=read,
        today=TODAY,
        most=99,
    )
    assert found.count == len(found.ids)
    return cast.names(found.ids)


CASES: list[tuple[dict[str, Any], set[str]]] = [
    (leaf("owner.name", "contains", "IN"), {"lin"}),
    (leaf("owner.name", "lacks", "in"), {"mei", "guo", "xu"}),
    (leaf("owner.name", "contains", "%"), set()),
    (leaf("owner.gender", "is", "男"), {"mei", "guo"}),
    (leaf("owner.gender", "is_not", "男"), {"lin", "xu"}),
    (leaf("owner.gender", "unknown"), {"xu"}),
    (leaf("owner.birthday_month", "is", 6, 7), {"lin"}),
    (leaf("owner.birthday_month", "unknown"), {"guo", "xu"}),
    (leaf("owner.district", "is", "城南", "城北"), {"lin", "mei"}),
    (leaf("owner.channel", "is", "转介绍"), {"lin"}),
    (leaf("owner.has_phone", "yes"), {"lin", "mei", "guo"}),
    (leaf("owner.has_phone", "no"), {"xu"}),
    (leaf("owner.kind", "is", "fleet"), {"guo"}),
    (leaf("owner.stage", "is", "lost"), {"lin", "mei"}),
    (leaf("owner.stage", "is", "bought", "using", "service"), set()),
    (leaf("owner.stage", "unknown"), {"guo", "xu"}),
    (leaf("owner.spending", "is", "high", "top"), {"lin"}),
    (leaf("owner.spending", "unknown"), {"mei", "guo", "xu"}),
    (leaf("owner.interest", "is", "露营"), {"mei"}),
    (leaf("owner.interest", "is_not", "露营"), {"lin", "guo", "xu"}),
    (leaf("owner.household", "yes"), {"lin"}),
    (leaf("owner.household", "no"), {"mei", "guo", "xu"}),
    (leaf("owner.marketing_consent", "is", "sms"), {"mei"}),
    (leaf("owner.marketing_consent", "is", "wechat"), {"lin"}),
    (leaf("owner.marketing_consent", "unknown"), {"guo", "xu"}),
    (leaf("owner.service_consent", "is", "wechat", "sms"), {"guo"}),
    (leaf("owner.tier", "is", "vip", "ordinary"), {"lin", "guo"}),
    (leaf("owner.tier", "is_not", "vip"), {"mei", "guo", "xu"}),
    (leaf("owner.score", "between", 3, 7), {"mei", "guo"}),
    (leaf("owner.spend_12", "at_least", 12500), {"lin"}),
    (leaf("owner.spend_12", "at_least", 12500.01), set()),
    (leaf("owner.profit_12", "at_most", 200), {"mei", "guo"}),
    (leaf("owner.visits_12", "at_least", 1), {"lin", "guo"}),
    (leaf("owner.last_visit", "within", 31), {"lin"}),
    (leaf("owner.last_visit", "within", 30), set()),
    (leaf("owner.last_visit", "before", 365), {"mei"}),
    (leaf("owner.last_visit", "never"), {"xu"}),
    (leaf("owner.risk", "at_least", 80), {"mei"}),
    (leaf("owner.stake", "at_least", 9000), {"mei"}),
    (leaf("car.brand", "is", "雅行"), {"lin", "mei"}),
    (leaf("car.brand", "is_not", "雅行"), {"guo", "xu"}),
    (leaf("car.series", "is", "T9"), {"guo"}),
    (leaf("car.model", "is", "E6 长续航"), {"lin"}),
    (leaf("car.energy", "is", "纯电", "插电混动"), {"lin", "guo"}),
    (leaf("car.price", "at_least", 380000), {"lin"}),
    (leaf("car.age_months", "between", 39, 72), {"lin", "mei"}),
    (leaf("car.age_months", "between", 40, 71), set()),
    (leaf("car.delivered", "during", "2020-01-01", "2020-12-31"), {"mei"}),
    (leaf("car.plate", "is", "green"), {"lin"}),
    (leaf("car.plate", "unknown"), {"guo", "xu"}),
    (leaf("car.overdue_days", "at_least", 20), {"lin", "mei"}),
    (leaf("car.count", "at_least", 2), {"lin"}),
    (leaf("car.count", "at_most", 0), {"xu"}),
    (leaf("calendar.next", "between", 0, 30), {"lin"}),
    (leaf("calendar.next", "at_most", 30), {"lin", "mei"}),
    (leaf("calendar.maintenance", "between", 12, 12), {"lin"}),
    (leaf("calendar.inspection", "at_most", 20), {"lin"}),
    (leaf("calendar.compulsory", "between", 0, 44), set()),
    (leaf("calendar.compulsory", "between", 0, 45), {"lin"}),
    (leaf("calendar.commercial", "at_most", -1), {"lin"}),
    (leaf("calendar.warranty", "between", 0, 90), {"lin"}),
    (leaf("car.km", "between", 60500, 60500), {"lin"}),
    (leaf("car.km_a_year", "at_most", 7300), {"mei"}),
    (leaf("car.declined", "contains", "刹车"), {"lin"}),
    (leaf("car.declined", "contains", "轮胎"), set()),
    (leaf("car.declined_count", "at_least", 1), {"lin"}),
    (leaf("car.declined_count", "at_most", 0), {"mei", "guo", "xu"}),
    (leaf("visit.count", "at_least", 2, months=12), {"lin"}),
    (leaf("visit.count", "at_least", 2), {"lin", "guo"}),
    (leaf("visit.count", "at_most", 0, months=12), {"mei", "xu"}),
    (leaf("visit.count", "between", 0, 1, months=12), {"mei", "guo", "xu"}),
    (leaf("visit.count", "at_least", 0), EVERYBODY),
    (leaf("visit.spent", "at_least", 1500, months=12), {"lin"}),
    (leaf("item.done", "contains", "空调", months=12), {"lin"}),
    (leaf("item.done", "contains", "pm2.5"), {"guo"}),
    (leaf("item.done", "lacks", "机油"), {"guo", "xu"}),
    (leaf("item.done", "lacks", "机油", months=12), {"mei", "guo", "xu"}),
    (leaf("visit.booked", "at_least", 60), {"lin", "guo"}),
    (leaf("visit.booked", "at_most", 50, months=12), {"lin"}),
    (leaf("complaint.open", "at_least", 1), {"lin"}),
    (leaf("complaint.count", "at_least", 1), {"lin", "mei"}),
    (leaf("complaint.count", "at_least", 1, months=12), {"lin"}),
    (leaf("complaint.count", "at_most", 0, months=12), {"mei", "guo", "xu"}),
    (leaf("survey.last", "at_least", 4), {"lin"}),
    (leaf("survey.last", "at_most", 2), {"mei"}),
]


@pytest.mark.parametrize(
    ("given", "expected"),
    CASES,
    ids=[f"{g['field']}-{g['operator']}-{g['values']}-{g['months']}" for g, _ in CASES],
)
def test_a_condition_finds_whom_it_says(cast, given, expected):
    assert find(cast, given) == expected


def test_every_field_is_in_the_table():
    from liuke.segments.fields import fields

    asked = {given["field"] for given, _ in CASES} | {"owner.home_store", "visit.store", "tag.has"}
    assert asked == {key for key in fields() if not key.startswith("account.")}


def test_stores_are_asked_by_their_id(cast):
    east = str(cast.stores["east"].pk)
    assert find(cast, leaf("owner.home_store", "is", east)) == {"lin", "mei"}
    assert find(cast, leaf("visit.store", "is", east)) == {"lin", "mei", "guo"}
    assert find(cast, leaf("visit.store", "is", east, months=12)) == {"lin"}
    assert find(cast, leaf("visit.store", "is_not", east)) == {"xu"}


MALE, VIP, SLEEPING = (
    leaf("owner.gender", "is", "男"),
    leaf("owner.tier", "is", "vip"),
    leaf("owner.tier", "is", "sleeping"),
)


@pytest.mark.parametrize(
    ("join", "members", "expected"),
    [
        ("all", [], EVERYBODY),
        ("all", [MALE, SLEEPING], {"mei"}),
        ("any", [MALE, VIP], {"lin", "mei", "guo"}),
        ("none", [MALE, VIP], {"xu"}),
        ("none", [{"join": "all", "members": [MALE, SLEEPING]}], {"lin", "guo", "xu"}),
        ("all", [MALE, {"join": "none", "members": [SLEEPING, VIP]}], {"guo"}),
        (
            "any",
            [VIP, {"join": "all", "members": [MALE, {"join": "any", "members": [SLEEPING]}]}],
            {"lin", "mei"},
        ),
    ],
)
def test_groups_nest(cast, join, members, expected):
    assert find(cast, {"join": join, "members": members}) == expected


def test_the_asker_finds_only_owners_within_reach(cast):
    everybody = {"join": "all", "members": []}
    assert find(cast, everybody, side="east") == {"lin", "mei", "guo"}, "Guo came to the east once"
    assert find(cast, everybody, side="west") == {"guo", "xu"}
    assert find(cast, everybody, side="west", role="cashier") == set(), "a cashier has no segments"


@pytest.mark.parametrize(
    "given",
    [
        leaf("owner.password", "is", "x"),
        leaf("owner.name", "at_least", 1),
        leaf("owner.score", "at_least", "many"),
        leaf("owner.score", "at_least", "nan"),
        leaf("owner.score", "at_least", "1e99"),
        leaf("owner.score", "at_least", True),
        leaf("owner.score", "between", 7, 3),
        leaf("owner.score", "between", 7),
        leaf("owner.risk", "at_least", 101),
        leaf("owner.birthday_month", "is", 13),
        leaf("owner.last_visit", "within", 1.5),
        leaf("owner.home_store", "is", "east"),
        leaf("car.delivered", "since", "2026-02-30"),
        leaf("owner.name", "contains", " "),
        leaf("owner.name", "contains", "a\0b"),
        leaf("owner.name", "contains", "x", months=3),
        leaf("visit.count", "at_least", 1, months=999),
        {"join": "some", "members": []},
        {"join": "all", "members": ["x"]},
        {"join": "all"},
        "all",
    ],
    ids=str,
)
def test_what_is_no_condition_is_refused(given):
    from liuke.segments.fields import fields
    from liuke.segments.rules.tree import ConditionWrong, read_tree

    tree = given if not isinstance(given, dict) or "join" in given else {"join": "all", "members": [given]}
    with pytest.raises(ConditionWrong):
        read_tree(tree, fields())


def test_a_tree_is_neither_deep_nor_wide_without_end():
    from liuke.segments.fields import fields
    from liuke.segments.rules.tree import TooManyConditions, read_tree

    deep: dict[str, Any] = MALE
    for _ in range(5):
        deep = {"join": "all", "members": [deep]}
    wide = {"join": "all", "members": [{"join": "any", "members": [MALE] * 30}] * 2}
    for given in (deep, wide):
        with pytest.raises(TooManyConditions):
            read_tree(given, fields())


@pytest.mark.parametrize("typed", ["'; DROP TABLE owners_owner; --", "%(today)s", "%s", "\\", "' OR true --"])
def test_no_value_becomes_part_of_the_statement(cast, typed):
    from liuke.segments.fields import fields
    from liuke.segments.rules.statement import Statement
    from liuke.segments.rules.tree import read_tree

    given = {
        "join": "all",
        "members": [leaf("item.done", "contains", typed), leaf("owner.district", "is", typed)],
    }
    statement = Statement(fields(), today=TODAY)
    assert typed not in statement.condition(read_tree(given, fields())).replace("%(today)s", "")
    assert find(cast, given) == set()


def test_every_suggestion_can_be_asked_and_opened(cast):
    from liuke.org.rules.roles import Permission
    from liuke.segments.fields import fields
    from liuke.segments.finding import count_each
    from liuke.segments.rules.suggestions import suggestions
    from liuke.segments.rules.tree import read_tree

    trees = {one.key: read_tree(one.tree, fields()) for one in suggestions(today=TODAY)}
    counts = count_each(
        scope=cast.scope(None, "group"), permission=Permission.SEE_SEGMENTS, asked=trees, today=TODAY
    )
    for one in suggestions(today=TODAY):
        assert counts[one.key] == len(find(cast, dict(one.tree))), one.key
    assert {key for key, count in counts.items() if count} >= {"overdue", "complaints", "declined"}
