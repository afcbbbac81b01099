"""A cashier with an open till, her manager, an owner, and a small programme; the clock is the real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.owners.conftest import make_person

from liuke.audit.actor import Actor
from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.rules.tender import Paid
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope
from liuke.values.identity import new_id
from liuke.values.reach import EVERYWHERE, Reach


def fresh(what: str = "desk") -> str:
    return f"{what}:{new_id()}"


def wechat(fen: int) -> Paid:
    return Paid(method="wechat", amount_fen=fen, reference=fresh("4200"))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Shop:
    """``east`` and ``west`` are stores; ``mei`` is a cashier of the east, ``guo`` its manager."""

    east: Any
    west: Any
    mei: Scope
    guo: Scope
    xu: Scope
    lead: Scope
    lin: Any
    items: dict[str, Any] = field(default_factory=dict)

    def at(self, scope: Scope | None = None, store: Any = None, key: str = "", **more: Any) -> AtDesk:
        return AtDesk(
            scope=scope or self.mei,
            store_id=(store or self.east).pk,
            at=now(),
            key=key or fresh(),
            **more,
        )

    def bill(self, *lines: tuple[str, int], number: str = "", store: Any = None) -> Bill:
        made = tuple(
            BillLine(item=item, category=Category.LABOUR, amount_fen=fen, list_fen=fen) for item, fen in lines
        )
        return Bill(
            store=(store or self.east).pk,
            number=number or fresh("WO"),
            lines=made,
            amount_fen=sum(one.amount_fen for one in made),
        )

    def order(self, number: str, **said: Any) -> None:
        """A work order as an import brings it."""
        from liuke.vehicles.models import Vehicle, WorkOrder

        car, _ = Vehicle.objects.get_or_create(vin="LSVAA41870000001X")
        WorkOrder.objects.create(
            vehicle=car, store=self.east, key=number, order_no=number, day=dt.date.today(), **said
        )

    def held(self, kind: str, owner: Any = None) -> int:
        from liuke.loyalty.balances import balances_of

        return sum(one.amount for one in balances_of([(owner or self.lin).pk]) if one.kind == kind)


def person(login: str, role: Role, *stores: Any) -> Scope:
    from liuke.org.models import Staff

    staff = Staff.objects.create(
        login=login, name=login, pinyin=login, initials=login[0], changed_at=now(), changed_by="test"
    )
    reach = Reach(stores=frozenset(one.pk for one in stores)) if stores else EVERYWHERE
    return Scope(Actor(id=staff.pk, name=login), (Grant(role, reach),))


@pytest.fixture
def shop(tx: object) -> Shop:
    from liuke.loyalty.actions.open_till import open_till

    made = make_shop()
    open_till(scope=made.mei, store_id=made.east.pk, float_fen=20_000, at=now())
    return made


def generous() -> None:
    """A rule of prepaid cards, from today on, that lets a desk top up what it likes."""
    from dataclasses import asdict

    from liuke.loyalty.models import PrepaidPolicy
    from liuke.loyalty.rules.prepaid import PrepaidLimits

    limits = PrepaidLimits(named_cap_fen=10**10, identity_named=False, identity_from_fen=10**10)
    PrepaidPolicy.objects.create(from_day=dt.date.today(), made_at=now(), made_by="test", **asdict(limits))


def make_shop() -> Shop:
    from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, TopUpOffer
    from liuke.org.models import Store

    stamp = {"changed_at": now(), "changed_by": "test"}
    stores = [
        Store.objects.create(code=code, name=name, pinyin=code, initials=code, **stamp)
        for code, name in (("E", "东湖店"), ("W", "西山店"))
    ]
    shop = Shop(
        *stores,
        mei=person("mei", Role.CASHIER, stores[0]),
        guo=person("guo", Role.STORE_MANAGER, stores[0]),
        xu=person("xu", Role.STORE_MANAGER, stores[1]),
        lead=person("yun", Role.GROUP),
        lin=make_person("林晓", phones=("13800000001",), home_store=stores[0]),
    )
    generous()
    wash = ServiceItem.objects.create(code="wash", name="精洗", list_fen=5_000, **stamp)
    oil = ServiceItem.objects.create(code="oil", name="机油保养", list_fen=40_000, **stamp)
    card = CardProduct.objects.create(name="养护套餐", price_fen=60_000, valid_days=365, **stamp)
    CardLine.objects.create(card=card, item=wash, uses=4)
    CardLine.objects.create(card=card, item=oil, uses=2)
    offer = TopUpOffer.objects.create(name="充3000送1000", principal_fen=300_000, bonus_fen=100_000, **stamp)
    cash = CouponSeries.objects.create(
        code="may-50",
        name="满300减50",
        kind="cash",
        value_fen=5_000,
        threshold_fen=30_000,
        transferable=True,
        most_per_owner=3,
        **stamp,
    )
    shop.items = {"wash": wash, "oil": oil, "card": card, "offer": offer, "cash": cash}
    return shop


@pytest.fixture
def topped_up(shop: Shop) -> Callable[..., UUID]:
    """Tops Lin up with 3,000 + 1,000; the journal."""
    from liuke.loyalty.actions.top_up import top_up

    def make(paid: Paid | None = None) -> UUID:
        receipt = top_up(
            shop.at(), owner_id=shop.lin.pk, paid=paid or wechat(300_000), offer_id=shop.items["offer"].pk
        )
        return UUID(receipt.journals[0])

    return make
