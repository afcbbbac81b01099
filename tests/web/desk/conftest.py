"""A desk in the east with a small programme, and what its screens are asked."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone
from tests.loyalty.desk.conftest import generous

from liuke.values.identity import new_id


@pytest.fixture(scope="module")
def desk(world: Any) -> dict[str, Any]:
    """A small programme, and the eastern owner nobody has merged."""
    from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, TopUpOffer

    generous()
    stamp = {"changed_at": timezone.now(), "changed_by": "test"}
    wash = ServiceItem.objects.create(code="wash", name="精洗", list_fen=5_000, **stamp)
    card = CardProduct.objects.create(name="精洗卡", price_fen=40_000, valid_days=365, **stamp)
    CardLine.objects.create(card=card, item=wash, uses=10)
    offer = TopUpOffer.objects.create(name="充3000送1000", principal_fen=300_000, bonus_fen=100_000, **stamp)
    for code, least in (("cut-50", 30_000), ("cut-far", 9_000_000)):
        CouponSeries.objects.create(
            code=code,
            name=f"券{code}",
            kind="cash",
            value_fen=5_000,
            threshold_fen=least,
            most_per_owner=9,
            **stamp,
        )
    found = {"owner": world.owners["east owner"], "offer": offer, "card": card, "wash": wash}
    _yesterday(world, found)
    return found


def _yesterday(world: Any, desk: dict[str, Any]) -> None:
    """A till that is closed and two top-ups: each test finds them, whichever worker it runs on."""
    from liuke.loyalty.actions.open_till import close_till, open_till
    from liuke.loyalty.actions.top_up import top_up as put_in
    from liuke.loyalty.desk import AtDesk
    from liuke.loyalty.rules.tender import Paid
    from liuke.org.queries import scope_of

    scope, store, at = scope_of(world.people["cashier"]), world.stores["east"].pk, timezone.now()
    till = open_till(scope=scope, store_id=store, float_fen=0, at=at)
    close_till(scope=scope, till_id=till.pk, version=till.version, counted_fen=0, note="", at=at)
    for _ in range(2):
        paid = Paid(method="wechat", amount_fen=300_000, reference=str(new_id()))
        put = AtDesk(scope=scope, store_id=store, at=at, key=f"test:{new_id()}")
        put_in(put, owner_id=desk["owner"].pk, paid=paid, offer_id=desk["offer"].pk)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def top_up(client: Any, desk: Any, **more: Any) -> Any:
    given = {
        "key": str(new_id()),
        "offer": str(desk["offer"].pk),
        "method": "wechat",
        "reference": str(new_id()),
    }
    return client.post(at("desk_top_up", desk["owner"].pk), {**given, "sure": "1", **more})


def bill(number: str = "", **more: Any) -> dict[str, Any]:
    line = {"item": "机油保养", "category": "labour", "amount": "400", "listed": "400", "use": ""}
    return {
        "key": str(new_id()),
        "number": number or f"WO-{new_id().hex[-8:]}",
        "do": "settle",
        **line,
        **more,
    }


def held(owner: Any) -> dict[str, int]:
    from liuke.loyalty.balances import balances_of

    return {one.unit if ":" in one.unit else one.kind: one.amount for one in balances_of([owner.pk])}


def receipts() -> int:
    from liuke.loyalty.models import Receipt

    return Receipt.objects.count()
