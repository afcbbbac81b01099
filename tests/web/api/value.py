"""What an owner in the east holds, and calls that move it."""

from __future__ import annotations

import itertools
import json
from typing import Any
from uuid import UUID

from django.utils import timezone

_NUMBERS = itertools.count(1)
OWNER = "/owners/{owner_id}"
KINDS = ("principal", "bonus", "points", "visits", "coupon", "held", "points_debt")
CALLS = {
    ("GET", f"{OWNER}/balances"): "balances:read",
    ("GET", f"{OWNER}/statement"): "balances:read",
    ("GET", f"{OWNER}/refundable"): "balances:read",
    ("GET", f"{OWNER}/refund-calculation"): "balances:read",
    ("GET", "/bills/{bill_id}"): "balances:read",
    ("GET", "/receipts/{receipt_id}"): "balances:read",
    ("GET", "/proposals/{proposal_id}"): "balances:read",
    ("GET", "/programme"): "balances:read",
    ("POST", f"{OWNER}/top-ups"): "money:take",
    ("POST", f"{OWNER}/card-sales"): "money:take",
    ("POST", f"{OWNER}/refunds"): "money:take",
    ("POST", f"{OWNER}/reversals"): "money:take",
    ("POST", "/bills/{bill_id}/returns"): "money:take",
    ("POST", f"{OWNER}/coupons"): "value:give",
    ("POST", f"{OWNER}/gifts"): "value:give",
    ("POST", f"{OWNER}/transfers"): "value:use",
    ("POST", f"{OWNER}/holds"): "value:use",
    ("POST", f"{OWNER}/holds/{{hold_id}}/release"): "value:use",
    ("POST", f"{OWNER}/bills"): "value:use",
    ("POST", f"{OWNER}/freezes"): "value:freeze",
}


def desk_of(store_id: UUID) -> Any:
    from liuke.loyalty.desk import AtDesk
    from liuke.org.scope import system_scope

    return AtDesk(
        scope=system_scope(), store_id=store_id, at=timezone.now(), key=f"test:{next(_NUMBERS)}:value"
    )


def wechat(fen: int) -> dict[str, Any]:
    return {"method": "wechat", "amount_fen": fen, "reference": f"wx{next(_NUMBERS)}"}


def one_line_bill(fen: int = 100) -> dict[str, Any]:
    return {"number": f"B{next(_NUMBERS)}", "lines": [{"item": "精洗", "amount_fen": fen}]}


def programme() -> dict[str, Any]:
    """A card and a series of coupons."""
    from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem

    stamp = {"changed_at": timezone.now(), "changed_by": "test"}
    wash = ServiceItem.objects.create(code="wash", name="精洗", list_fen=5_000, **stamp)
    card = CardProduct.objects.create(name="洗车卡", price_fen=10_000, **stamp)
    CardLine.objects.create(card=card, item=wash, uses=5)
    from tests.loyalty.desk.conftest import generous

    generous()
    CouponSeries.objects.create(
        code="tea", name="茶券", kind="cash", value_fen=100, most_per_owner=9_999, transferable=True, **stamp
    )
    return {"card_id": card.pk}


def ready(real: dict[str, Any], path: str) -> None:
    """The account so that a call has something to work on: not frozen, no hold but a new one, points, a
    top-up nobody has touched, a bill that is settled."""
    from liuke.loyalty.actions.freeze_owner import lift_freeze
    from liuke.loyalty.actions.give_value import give_value
    from liuke.loyalty.actions.hold_value import hold_value, release_hold
    from liuke.loyalty.actions.propose import propose
    from liuke.loyalty.actions.settle_bill import settle_bill
    from liuke.loyalty.actions.top_up import top_up
    from liuke.loyalty.balances import is_frozen, open_holds
    from liuke.loyalty.bill import Bill, BillLine, Category
    from liuke.loyalty.ledger.posting import Value
    from liuke.loyalty.rules.tender import Paid, Tenders

    owner, store = real["owner_id"], real["store_id"]
    if is_frozen(owner):
        lift_freeze(desk_of(store), owner_id=owner, reason="再来")
    for one in open_holds(owner):
        release_hold(desk_of(store), owner_id=owner, hold=one.journal)
    made = top_up(desk_of(store), owner_id=owner, paid=Paid(**wechat(1_000)))
    real["origin"], real["receipt_id"] = made.journals[0], made.pk
    give_value(desk_of(store), owner_id=owner, kind=Value.POINTS, amount=10, reason="茶")
    line = BillLine(item="精洗", category=Category.OTHER, amount_fen=100, list_fen=100)
    bill = Bill(store=store, number=f"R{next(_NUMBERS)}", lines=(line,), amount_fen=100)
    paid = Tenders(paid=(Paid(method="elsewhere", amount_fen=100),))
    real["bill_id"] = settle_bill(desk_of(store), owner_id=owner, bill=bill, tenders=paid).bill.pk
    asked = {"journal": real["origin"]}
    real["proposal_id"] = propose(desk_of(store), "reversal", owner_id=owner, asked=asked, reason="充错").pk
    if path.endswith("/release"):
        hold = hold_value(desk_of(store), owner_id=owner, kind=Value.STORED, amount=1)
        real["hold_id"] = UUID(hold.journals[0])


def bodies(real: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """What each call is sent."""
    at = {"store_id": str(real["store_id"])}
    elsewhere = {"paid": [{"method": "elsewhere", "amount_fen": 100}]}
    given = {
        f"{OWNER}/top-ups": {"paid": wechat(1_000)},
        f"{OWNER}/card-sales": {"paid": wechat(10_000), "card_id": str(real["card_id"])},
        f"{OWNER}/refunds": {"origin": str(real["origin"]), "expected_fen": 1_000},
        f"{OWNER}/reversals": {"journal_id": str(real["origin"]), "ask_approval": True, "reason": "充错"},
        "/bills/{bill_id}/returns": {"reason": "退"},
        f"{OWNER}/coupons": {"series": "tea"},
        f"{OWNER}/gifts": {"value": "points", "amount": 1, "reason": "茶"},
        f"{OWNER}/transfers": {"to_owner_id": str(real["friend_id"]), "value": "points", "amount": 1},
        f"{OWNER}/holds": {"value": "stored", "amount": 1},
        f"{OWNER}/holds/{{hold_id}}/release": {},
        f"{OWNER}/bills": {**one_line_bill(), **elsewhere},
        f"{OWNER}/freezes": {"reason": "卡丢了"},
    }
    return {("POST", path): {**at, **body} for path, body in given.items()}


class Account:
    """A program at the desk of the east."""

    def __init__(self, program, real):
        self.program, self.real = program, real
        self.at = {"store_id": str(real["store_id"])}

    def post(self, what, body, **headers):
        path = what if what.startswith("/") else f"/owners/{self.real['owner_id']}/{what}"
        return self.program.ask("POST", path, json.dumps({**self.at, **body}), **headers)

    def held(self):
        items = self.program.get(f"/owners/{self.real['owner_id']}/balances").json()["items"]
        found = dict.fromkeys(KINDS, 0)
        for one in items:
            found[one["kind"]] += one["amount"]
        return found
