"""A3 What owners hold can be asked in segments."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.desk.conftest import Shop, wechat
from tests.owners.conftest import make_person

from liuke.loyalty.actions.give_value import give_value
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.ledger.posting import Value
from liuke.values.period import add_months

CASES = (
    ("account.stored", "at_least", 4_000, "lin"),
    ("account.stored", "at_most", 0, "xu"),
    ("account.points", "at_least", 1_000, "lin"),
    ("account.uses", "at_least", 6, "lin"),
    ("account.uses", "at_most", 0, "xu"),
    ("account.coupons", "at_least", 1, "xu"),
    ("account.days_to_expiry", "at_most", 31, "lin"),
    ("account.topped_up", "at_least", 1, "lin"),
    ("account.topped_up", "at_most", 0, "xu"),
)


@pytest.fixture
def two(shop: Shop, topped_up) -> tuple[Shop, object]:
    """Lin with value of every kind but coupons, Xu with a coupon that does not end."""
    topped_up()
    sell_card(shop.at(), owner_id=shop.lin.pk, card_id=shop.items["card"].pk, paid=wechat(60_000))
    give_value(
        shop.at(shop.guo),
        owner_id=shop.lin.pk,
        kind=Value.POINTS,
        amount=1_000,
        reason="店庆",
        expires_on=add_months(timezone.localdate(), 1),
    )
    xu = make_person("徐丽", home_store=shop.east)
    issue_coupons(shop.at(shop.guo), owner_id=xu.pk, code="may-50")
    return shop, xu


def test_who_holds_what(two) -> None:
    from liuke.org.rules.roles import Permission
    from liuke.segments.fields import fields
    from liuke.segments.finding import find
    from liuke.segments.rules.tree import read_tree

    shop, xu = two
    assert {field for field, *_ in CASES} == {key for key in fields() if key.startswith("account.")}
    names = {shop.lin.pk: "lin", xu.pk: "xu"}
    for field, operator, value, expected in CASES:
        leaf = {"field": field, "operator": operator, "values": [value], "months": 0}
        found = find(
            scope=shop.guo,
            permissions=(Permission.SEE_SEGMENTS,),
            conditions=read_tree({"join": "all", "members": [leaf]}, fields()),
            today=timezone.localdate(),
            most=9,
        )
        assert [names[one] for one in found.ids] == [expected], field
