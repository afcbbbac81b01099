"""B8 The accounts 会计科目 of the books for those of the ledger, and the vouchers made with them.

By the standards of 2006/2017 (企业会计准则): what was paid in before the service is a contract liability,
earned at use. A bonus is a discount on the price (revenue is what was paid for it), so it is not booked
unless the group enters accounts for it, say 6601 and 2241: until then what a bonus was granted, spent or
lost is in no voucher, whatever the other side is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liuke.insight.reports.language import N_


@dataclass(frozen=True)
class Account:
    """A code and a name; without a code the account is not booked."""

    code: str
    name: str


DEFAULTS: Mapping[str, Account] = {
    "cash": Account("1001", "库存现金"),
    "clearing": Account("1002", "银行存款"),
    "principal": Account("2205.01", "合同负债-储值本金"),
    "bonus": Account("", ""),
    "bonus_cost": Account("", ""),
    "deferred": Account("2205.02", "合同负债-次卡及套餐"),
    "revenue": Account("6001", "主营业务收入"),
    "breakage": Account("6051", "其他业务收入-失效收入"),
    "refund_out": Account("1002", "银行存款"),
    "due_from": Account("1221", "其他应收款-店间往来"),
    "due_to": Account("2241", "其他应付款-店间往来"),
    "suspense": Account("1901", "待处理财产损溢-期初导入"),
}
"""By account of the ledger. ``cash`` is what went through a till in notes; of 2203 预收账款 instead of 2205
the group decides."""

BY_CHOICE = frozenset(key for key, proposed in DEFAULTS.items() if not proposed.code)
"""Booked only where the group says so; these say it together."""

WORDS: Mapping[str, str] = {
    "cash": N_("Money taken in cash"),
    "clearing": N_("Money taken by bank, WeChat, Alipay"),
    "principal": N_("Stored value: principal"),
    "bonus": N_("Stored value: bonus"),
    "bonus_cost": N_("Cost of the bonus"),
    "deferred": N_("Cards and coupons sold, not used yet"),
    "revenue": N_("Revenue"),
    "breakage": N_("Ended or given up"),
    "refund_out": N_("Refunds paid"),
    "due_from": N_("Owed by other stores"),
    "due_to": N_("Owed to other stores"),
    "suspense": N_("Opening balances"),
}

KINDS = (
    "topup",
    "sale",
    "gift",
    "issue",
    "earn",
    "pay",
    "use",
    "redeem",
    "spend",
    "refund",
    "return",
    "reversal",
    "expiry",
    "breakage",
    "opening",
    "settle",
    "transfer",
    "merge",
    "unmerge",
    "hold",
    "void",
    "freeze",
    "unfreeze",
    "close",
)
"""The order of the numbers: a kind has the same number in every month."""


@dataclass(frozen=True)
class Entry:
    """A line of a voucher, in fen."""

    code: str
    name: str
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class Sum:
    """What postings of a kind moved from one account of the ledger to another, in fen; ``postings`` of the
    kind there were."""

    kind: str
    dr: str
    cr: str
    amount_fen: int
    postings: int


@dataclass(frozen=True)
class Voucher:
    """One voucher; debit and credit are equal."""

    number: int
    kind: str
    postings: int
    entries: tuple[Entry, ...]

    @property
    def total_fen(self) -> int:
        return sum(entry.debit_fen for entry in self.entries)


class HalfBookedError(ValueError):
    """One side of a movement has an account and the other, its argument, has none and ought to."""


def vouchers_of(sums: Iterable[Sum], accounts: Mapping[str, Account]) -> list[Voucher]:
    """One voucher for each kind of posting, its entries by code, debits first. Raises HalfBookedError.

    >>> [one] = vouchers_of([Sum("topup", "clearing", "principal", 100, 1)], DEFAULTS)
    >>> [(e.code, e.debit_fen, e.credit_fen) for e in one.entries]
    [('1002', 100, 0), ('2205.01', 0, 100)]
    """
    by_kind: dict[str, list[Sum]] = {}
    for one in sums:
        by_kind.setdefault(one.kind, []).append(one)
    made = (_voucher(kind, by_kind[kind], accounts) for kind in KINDS if kind in by_kind)
    return [voucher for voucher in made if voucher.entries]


def _voucher(kind: str, sums: list[Sum], accounts: Mapping[str, Account]) -> Voucher:
    debits: dict[Account, int] = {}
    credits: dict[Account, int] = {}
    for one in sums:
        debit, credit = accounts[one.dr], accounts[one.cr]
        if _booked(one, accounts) and debit.code != credit.code:
            debits[debit] = debits.get(debit, 0) + one.amount_fen
            credits[credit] = credits.get(credit, 0) + one.amount_fen
    entries = [Entry(a.code, a.name, fen, 0) for a, fen in sorted(debits.items(), key=_by_code)]
    entries += [Entry(a.code, a.name, 0, fen) for a, fen in sorted(credits.items(), key=_by_code)]
    return Voucher(KINDS.index(kind) + 1, kind, sums[0].postings, tuple(entries))


def _booked(one: Sum, accounts: Mapping[str, Account]) -> bool:
    """Raises HalfBookedError, but not for what ended or came as a bonus that is not booked."""
    missing = [key for key in (one.dr, one.cr) if not accounts[key].code]
    if len(missing) == 1 and (missing[0] not in BY_CHOICE or {one.dr, one.cr} <= BY_CHOICE):
        raise HalfBookedError(missing[0])
    return not missing


def _by_code(item: tuple[Account, int]) -> tuple[str, str]:
    return item[0].code, item[0].name
