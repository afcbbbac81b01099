"""B4–B6 Keeping the programme: what is typed is checked, nobody overwrites anybody, codes stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse


@pytest.fixture(autouse=True)
def _empty(world: Any) -> Iterator[None]:
    from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer

    yield
    for model in (CardLine, CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer):
        model.objects.all().delete()


@pytest.fixture
def keep(world: Any, as_: Any) -> Any:
    """Sends a form as the operations manager; the status and the page."""

    def send(kind: str, /, **given: Any) -> tuple[int, str]:
        name, args = (
            ("programme_edit", [kind, given.pop("pk")]) if "pk" in given else ("programme_new", [kind])
        )
        answer = as_("operations_manager").post(reverse(name, args=args), given)
        return answer.status_code, answer.content.decode()

    return send


def test_a_card_is_made_of_services_and_costs_no_more_than_they(keep, as_):
    from liuke.loyalty.models import CardProduct, ServiceItem

    assert keep("item", code="wash", name="精洗", list_fen="58")[0] == 302
    wash = ServiceItem.objects.get()
    uses = {f"uses_{wash.pk.hex}": "10"}
    status, body = keep("card", name="洗车十次卡", price_fen="580.01", **uses)
    assert (status, "高于各项目门市价" in body) == (422, True)
    status, body = keep("card", name="洗车十次卡", price_fen="480")
    assert (status, "至少包含一个" in body) == (422, True)
    assert not CardProduct.objects.exists()
    assert keep("card", name="洗车十次卡", price_fen="480", valid_days="365", **uses)[0] == 302
    page = as_("cashier").get(reverse("programme")).content.decode()
    for shown in ("洗车十次卡", "¥480.00", "¥580.00", "17%", "精洗 × 10"):
        assert shown in page
    assert reverse("programme_new", args=["card"]) not in page


BAD = [
    ("item", {"code": "Wash!", "name": "洗", "list_fen": "1"}, "code"),
    ("item", {"code": "wash", "name": "洗", "list_fen": "-1"}, "list_fen"),
    ("item", {"code": "wash", "name": "洗", "list_fen": "0"}, "list_fen"),
    ("item", {"code": "wash", "name": "洗", "list_fen": "1.234"}, "list_fen"),
    ("item", {"code": "wash", "name": "洗", "list_fen": "1e99"}, "list_fen"),
    ("item", {"code": "wash", "name": "", "list_fen": "1"}, "name"),
    ("offer", {"name": "送", "principal_fen": "100", "bonus_fen": "101"}, "bonus_fen"),
    ("series", {"code": "a", "name": "券", "kind": "cash", "most_per_owner": "1"}, "value_fen"),
    ("series", {"code": "a", "name": "券", "kind": "discount", "most_per_owner": "1"}, "percent_off"),
    ("series", {"code": "a", "name": "券", "kind": "item", "most_per_owner": "1"}, "item"),
    ("series", {"code": "a", "name": "券", "kind": "gold", "most_per_owner": "1"}, "kind"),
]


@pytest.mark.parametrize(("kind", "given", "field"), BAD, ids=[f"{k}-{f}" for k, _, f in BAD])
def test_what_makes_no_sense_is_told_beside_its_field(keep, kind, given, field):
    from liuke.loyalty.models import CouponSeries, ServiceItem, TopUpOffer

    status, body = keep(kind, **given)
    assert status == 422
    assert f'id="id_{field}"' in body
    assert (
        "invalid"
        in body.split(f'id="id_{field}"')[0].rpartition("<div")[2] + body.split(f'id="id_{field}"')[1][:900]
    )
    assert not any(model.objects.exists() for model in (CouponSeries, ServiceItem, TopUpOffer))


def test_a_code_stays_and_who_is_late_is_told(keep):
    from liuke.loyalty.models import CouponSeries

    given = {"code": "may-50", "name": "五月券", "kind": "cash", "value_fen": "50", "most_per_owner": "1"}
    assert keep("series", **given)[0] == 302
    assert keep("series", **given)[0] == 422
    row = CouponSeries.objects.get()
    changed = {**given, "code": "june", "name": "劳动节券", "active": "on"}
    assert keep("series", pk=row.pk, version="1", **changed)[0] == 302
    row.refresh_from_db()
    assert (row.code, row.name, row.version) == ("may-50", "劳动节券", 2)
    status, body = keep("series", pk=row.pk, version="1", **{**changed, "name": "另一个"})
    assert status == 422
    assert "劳动节券" in body
    assert keep("series", pk=row.pk, version="2", **{**given, "name": "劳动节券"})[0] == 302
    row.refresh_from_db()
    assert not row.active


def test_the_worth_of_points_is_set_once_for_all(as_):
    from liuke.loyalty.programme import terms

    given = {"points_per_yuan": 2, "fen_per_point": 1, "most_points_percent": 30, "version": 1}
    client = as_("operations_manager")
    assert client.post(reverse("programme_points"), given).status_code == 302
    assert (terms().points_per_yuan, terms().most_points_percent, terms().points_valid_months) == (
        2,
        30,
        None,
    )
    assert client.post(reverse("programme_points"), {**given, "most_points_percent": 101}).status_code == 422
