"""The cast and the lists of the tests about opening balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from liuke.audit.actor import Actor
from liuke.loyalty.actions.open_balances import approve_opening, ask_to_open
from liuke.loyalty.actions.read_balances import BalanceList, read_balance_list
from liuke.loyalty.models import OpeningBatch, ServiceItem
from liuke.loyalty.opening.posting import post_batch
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope
from liuke.owners.models import Owner, Phone
from liuke.values.identity import new_id
from liuke.values.reach import Reach
from liuke.vehicles.models import Vehicle

HEAD = "姓名,手机号,车牌号,会员卡号,储值本金(元),赠送金额,积分,次卡项目,剩余次数,次卡余额,到期日"
GOOD = (
    '林晓,13800000001,,C1,"1,000.50",200,300,,,,长期',
    ",,沪A12345,C2,,,,精洗,4,80,2099-12-31",
    "林晓,138-0000-0001,,C3,0.50,,,,,,",
)
OTHERS = ("王五,13800000099,,C4,5,,,,,,", "李四,13800000001,,C5,7,,,,,,")
BAD = (
    "林晓,13800000001,,C6,abc,,,,,,",
    "林晓,13800000001,,C7,,,,,,,",
    "林晓,,,C8,1,,,,,,",
    "林晓,13800000001,,C9,,,5,,,,2020-01-01",
    "林晓,13800000001,,C10,,,,打蜡,1,,",
)
SUMS = {
    "rows": 3,
    "principal_fen": 100_100,
    "bonus_fen": 20_000,
    "points": 300,
    "visits": 4,
    "visits_paid_fen": 8_000,
}


FULL = {"principal": 100_100, "bonus": 20_000, "points": 300, "visits": 4}
NONE = dict.fromkeys(FULL, 0)


@dataclass
class Cast:
    """Guo asks, Han approves; Xu is of the other store."""

    books: Any
    guo: Scope
    han: Scope
    xu: Scope
    lin: Owner
    car_owner: Owner

    def read(self, *rows: str, scope: Scope | None = None, encoding: str = "gb18030") -> OpeningBatch:
        text = "\n".join(("会员余额表", HEAD, *rows)) + "\n"
        upload = BalanceList("余额表.csv", [text.encode(encoding)])
        return read_balance_list(
            scope=scope or self.guo, store_id=self.books.east.store, upload=upload, at=timezone.now()
        )

    def asked(self, *rows: str, **control: int) -> OpeningBatch:
        batch = self.read(*rows)
        ask_to_open(scope=self.guo, batch_id=batch.pk, control={**SUMS, **control}, at=timezone.now())
        return batch

    def posted(self, *rows: str, **control: int) -> OpeningBatch:
        batch = self.asked(*rows, **control)
        approve_opening(scope=self.han, batch_id=batch.pk, at=timezone.now())
        post_batch(batch.pk)
        batch.refresh_from_db()
        return batch


def manager(store: Any, name: str) -> Scope:
    return Scope(Actor(new_id(), name), (Grant(Role.STORE_MANAGER, Reach(stores=frozenset({store}))),))


def make_cast(own_books: Any) -> Cast:
    """Two owners, three managers."""
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    ServiceItem.objects.create(code="wash", name="精洗", list_fen=5_000, **stamped)
    lin, other = (Owner.objects.create(name=name, pinyin="a", initials="a") for name in ("林晓", "许诺"))
    Phone.objects.create(owner=lin, number="13800000001")
    Vehicle.objects.create(vin="LSVAA4182E2180001", plate="沪A12345", owner=other)
    east, west = own_books.east.store, own_books.west.store
    return Cast(own_books, manager(east, "郭"), manager(east, "韩"), manager(west, "许"), lin, other)


def fates(batch: OpeningBatch) -> dict[str, tuple[str, list[str]]]:
    return {row.card_no: (row.fate, row.why) for row in batch.rows.all()}


def held(cast: Cast) -> dict[str, int]:
    books = cast.books
    kinds = ("principal", "bonus", "points")
    return {kind: books.held(cast.lin.pk, kind) for kind in kinds} | {
        "visits": books.held(cast.car_owner.pk, "visits")
    }
