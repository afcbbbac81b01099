"""The demo's accounts: a programme, and what some owners topped up, bought and paid with since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from liuke.audit.actor import Actor
from liuke.loyalty.actions.check_identity import DocumentDraft, check_identity
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.settle_bill import settle_bill
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.balances import balances_of
from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.expire import expire
from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, TopUpOffer
from liuke.loyalty.rules.prepaid import CapExceeded
from liuke.loyalty.rules.tender import CardUse, Paid, Tenders
from liuke.org.models import Staff
from liuke.org.rules.roles import Role
from liuke.org.scope import Scope, system_scope
from liuke.values.refusal import Refusal

OWNERS, DAYS = 600, 540
ITEMS = (("wash", "精致洗车", 5_800), ("oil", "机油机滤更换", 42_000), ("brake", "刹车系统检查", 9_800))
OFFERS = (("充1000送100", 100_000, 10_000, 365), ("充3000送500", 300_000, 50_000, 365))
_ORDERS = """
SELECT o.owner_id, o.store_id, o.day, o.order_no, coalesce(nullif(o.items, ''), '保养'), o.owner_paid_fen, o.n
FROM (
    SELECT v.owner_id, w.store_id, w.day, w.order_no, w.items, w.owner_paid_fen,
           row_number() OVER (PARTITION BY v.owner_id ORDER BY w.day, w.order_no) AS n,
           count(*) OVER (PARTITION BY v.owner_id) AS all
    FROM vehicles_workorder AS w
    JOIN vehicles_vehicle AS v USING (vin)
    JOIN owners_owner AS p ON p.id = v.owner_id AND p.merged_into_id IS NULL AND p.erased_at IS NULL
    WHERE w.day BETWEEN %(start)s AND %(end)s AND w.owner_paid_fen BETWEEN 10000 AND 500000
      AND length(w.order_no) <= 60
) AS o
WHERE o.all >= 3 AND o.owner_id IN (
    SELECT owner_id FROM vehicles_vehicle GROUP BY owner_id ORDER BY md5(owner_id::text) LIMIT %(owners)s)
ORDER BY o.day, o.order_no
"""


@dataclass(frozen=True)
class Order:
    """An imported order that is paid at the desk; the owner's ``n``-th."""

    owner: UUID
    store: UUID
    day: dt.date
    number: str
    items: str
    fen: int
    n: int


def note_accounts(*, today: dt.date) -> None:
    """Each deed once, also when a kill came between; nothing where nobody works at a till."""
    people = _people()
    if people is None:
        return
    goods = _programme()
    for order in _orders(today):
        with suppress(Refusal):
            _visit(order, people, goods)
    expire()


def _people() -> tuple[Scope, Actor] | None:
    """A manager who agrees, and the cashier who asks."""
    found: dict[Role, Any] = {
        role: Staff.objects.filter(roles__role=role).order_by("login").first()
        for role in (Role.OPERATIONS_MANAGER, Role.CASHIER)
    }
    manager, cashier = found.values()
    if manager is None or cashier is None:
        return None
    scope = Scope(Actor(id=manager.pk, name=manager.name), system_scope().grants)
    return scope, Actor(id=cashier.pk, name=cashier.name)


def _programme() -> dict[str, Any]:
    by = {"changed_at": timezone.now(), "changed_by": "demo"}
    items = {
        code: ServiceItem.objects.get_or_create(code=code, defaults={"name": name, "list_fen": fen, **by})[0]
        for code, name, fen in ITEMS
    }
    offers = [
        TopUpOffer.objects.get_or_create(
            name=name,
            defaults={"principal_fen": paid, "bonus_fen": bonus, "bonus_valid_days": days, **by},
        )[0]
        for name, paid, bonus, days in OFFERS
    ]
    wash = _card("洗车十次卡", 48_000, {items["wash"]: 10}, by)
    care = _card("两年养护套餐", 148_000, {items["oil"]: 4, items["wash"]: 6}, by)
    CouponSeries.objects.get_or_create(
        code="spring-50",
        defaults={
            "name": "满300减50",
            "kind": "cash",
            "value_fen": 5_000,
            "threshold_fen": 30_000,
            "valid_days": 90,
            "most_per_owner": 2,
            **by,
        },
    )
    CouponSeries.objects.get_or_create(
        code="parts-15",
        defaults={
            "name": "配件八五折",
            "kind": "discount",
            "percent_off": 15,
            "value_fen": 30_000,
            "categories": ["parts"],
            "valid_days": 60,
            **by,
        },
    )
    return {"items": items, "offers": offers, "cards": [wash, care]}


def _card(name: str, price: int, uses: dict[ServiceItem, int], by: dict[str, Any]) -> CardProduct:
    card, new = CardProduct.objects.get_or_create(
        name=name, defaults={"price_fen": price, "valid_days": 730, **by}
    )
    if new:
        CardLine.objects.bulk_create(
            CardLine(card=card, item=item, uses=count) for item, count in uses.items()
        )
    return card


def _orders(today: dt.date) -> Iterator[Order]:
    with connection.cursor() as cursor:
        start, end = today - dt.timedelta(DAYS), today - dt.timedelta(1)
        values: dict[str, Any] = {"start": start, "end": end, "owners": OWNERS}
        cursor.execute(_ORDERS, values)
        for row in cursor.fetchall():
            yield Order(*row)


def _visit(order: Order, people: tuple[Scope, Actor], goods: dict[str, Any]) -> None:
    """First visit: a top-up or a card; then the bill, paid with what there is; now and then a coupon."""
    scope, cashier = people
    chance = order.owner.int % 10

    def desk(what: str) -> AtDesk:
        return AtDesk(
            scope=scope,
            store_id=order.store,
            at=timezone.now(),
            key=f"demo:{what}:{order.store}:{order.number}"[:100],
            asker=cashier,
            business_date=order.day,
        )

    def paid(fen: int, what: str) -> Paid:
        return Paid(method="wechat", amount_fen=fen, reference=f"demo-{what}-{order.number}"[:64])

    if order.n == 1 and chance < 6:
        offer = goods["offers"][chance % 2]
        _identify(scope, order)
        top_up(desk("topup"), owner_id=order.owner, paid=paid(offer.principal_fen, "c"), offer_id=offer.pk)
    if order.n == 2 and chance > 3:
        card = goods["cards"][chance % 2]
        _identify(scope, order)
        with suppress(CapExceeded):
            sell_card(desk("sale"), owner_id=order.owner, card_id=card.pk, paid=paid(card.price_fen, "k"))
    _settle(order, desk("bill"), paid, goods["items"]["wash"])
    if chance > 6:
        issue_coupons(desk("issue"), owner_id=order.owner, code="spring-50", reason="到店答谢")


def _identify(scope: Scope, order: Order) -> None:
    document = DocumentDraft("passport", "演示", f"E{order.owner.int % 10**8:08}")
    check_identity(scope=scope, owner_id=order.owner, store_id=order.store, draft=document, at=timezone.now())


def _settle(order: Order, desk: AtDesk, paid: Any, wash: ServiceItem) -> None:
    held = balances_of([order.owner])
    stored = min(order.fen, sum(one.usable for one in held if one.kind in ("principal", "bonus")))
    washes = any(one.code == "wash" and one.usable for one in held)
    lines = [_line(order.items[:40], order.fen), *([_line(wash.name, wash.list_fen)] if washes else [])]
    bill = Bill(
        store=order.store,
        number=order.number,
        lines=tuple(lines),
        amount_fen=sum(x.amount_fen for x in lines),
    )
    rest = order.fen - stored
    tenders = Tenders(
        uses=(CardUse(item="wash", line=1),) if washes else (),
        stored_fen=stored,
        paid=(paid(rest, "b"),) if rest else (),
    )
    settle_bill(desk, owner_id=order.owner, bill=bill, tenders=tenders)


def _line(item: str, fen: int) -> BillLine:
    return BillLine(item=item, category=Category.LABOUR, amount_fen=fen, list_fen=fen)
