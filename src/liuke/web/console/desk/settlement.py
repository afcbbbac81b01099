"""A bill as it is typed at the desk: lines, tenders, and what is wrong with each field."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict

from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.rules.tender import CardUse, Paid, Tenders
from liuke.values.text import plain_code
from liuke.vehicles.models import OrderLine, WorkOrder
from liuke.web.console.desk.forms import whole
from liuke.web.shell.whole_field import whole_of
from liuke.web.shell.wording import t
from liuke.web.shell.yuan_field import fen

MOST_LINES = 40
MONEY_ROWS, MOST_MONEY = 2, 10


@dataclass
class TypedLine:
    """As typed."""

    item: str = ""
    category: str = Category.LABOUR
    amount: str = ""
    listed: str = ""
    use: str = ""


@dataclass
class Typed:
    """The whole form as typed; ``wrong`` is by field."""

    number: str = ""
    lines: list[TypedLine] = field(default_factory=list)
    coupons: list[str] = field(default_factory=list)
    points: str = ""
    stored: str = ""
    money: list[tuple[str, str, str]] = field(default_factory=list)
    hold: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    def bill(self, store: UUID) -> Bill | None:
        """None where a field of it is wrong."""
        lines = [self._line(place, one) for place, one in enumerate(self.lines)]
        number = plain_code(self.number)
        if not number:
            self.wrong["number"] = t("Write the number of the bill.")
        if not lines:
            self.wrong["number"] = t("A bill has a line at least.")
        good = [one for one in lines if one]
        if self.wrong or len(good) < len(lines):
            return None
        return Bill(store=store, number=number, lines=tuple(good), amount_fen=sum(x.amount_fen for x in good))

    def _line(self, place: int, one: TypedLine) -> BillLine | None:
        amount = self._fen(f"amount-{place}", one.amount, least=0)
        listed = self._fen(f"listed-{place}", one.listed, least=0) if one.listed.strip() else amount
        if not one.item.strip():
            self.wrong[f"item-{place}"] = t("Say what it is for.")
        if one.category not in set(Category):
            self.wrong[f"item-{place}"] = t("Choose what it is for.")
        if amount is not None and listed is not None and amount > listed:
            self.wrong[f"listed-{place}"] = t("The list price is not below what is charged.")
        if amount is None or listed is None or self.wrong:
            return None
        return BillLine(
            item=one.item.strip(), category=Category(one.category), amount_fen=amount, list_fen=listed
        )

    def _fen(self, name: str, text: str, *, least: int) -> int | None:
        try:
            return fen(text, least=least)
        except ValidationError as error:
            self.wrong[name] = error.messages[0]
            return None

    def tenders(self) -> Tenders | None:
        """None where a field of them is wrong."""
        points = 0
        if self.points.strip() and whole_of(self.points) != 0:
            try:
                points = whole(self.points)
            except ValidationError as error:
                self.wrong["points"] = error.messages[0]
        stored = (self._fen("stored", self.stored, least=0) or 0) if self.stored.strip() else 0
        paid = []
        for place, (method, amount, reference) in enumerate(self.money):
            if amount.strip():
                found = self._fen(f"money-{place}", amount, least=1)
                if found:
                    paid.append(
                        Paid(
                            method=method,
                            amount_fen=found,
                            reference="" if method == "cash" else reference.strip(),
                        )
                    )
        if self.wrong:
            return None
        uses = tuple(CardUse(item=one.use, line=n) for n, one in enumerate(self.lines) if one.use)
        return Tenders(
            uses=uses,
            coupons=tuple(self.coupons),
            points=points,
            stored_fen=stored,
            hold=self._hold(),
            paid=tuple(paid),
        )

    def _hold(self) -> UUID | None:
        try:
            return UUID(self.hold)
        except ValueError:
            return None


def read(given: QueryDict) -> Typed:
    """What was sent, cut to sane lengths."""
    columns = [_texts(given, name) for name in ("item", "category", "amount", "listed", "use")]
    length = min(max(map(len, columns)), MOST_LINES)
    cells = [[column[n] if n < len(column) else "" for column in columns] for n in range(length)]
    money = [_texts(given, name) for name in ("method", "money", "reference")]
    return Typed(
        number=(_texts(given, "number") or [""])[0][:60],
        lines=[TypedLine(*row) for row in cells],
        coupons=_texts(given, "coupon")[:10],
        points=(_texts(given, "points") or [""])[0],
        stored=(_texts(given, "stored") or [""])[0],
        hold=(_texts(given, "hold") or [""])[0],
        money=[
            (money[0][n], money[1][n], money[2][n])
            for n in range(min(MOST_MONEY, *(len(one) for one in money)))
        ],
    )


def _texts(given: QueryDict, name: str) -> list[str]:
    return [str(one).replace("\0", "")[:64] for one in given.getlist(name)]


def from_order(order: WorkOrder) -> Typed:
    """Filled in from an imported work order; its total stands where it has no lines."""
    rows = OrderLine.objects.filter(store=order.store_id, order_no=order.order_no).order_by("id")
    lines = [
        TypedLine(
            item=(one.item or "")[:64],
            category=Category.PARTS if one.line_type == "parts" else Category.LABOUR,
            amount=_yuan(one.amount_fen),
            listed=_yuan((one.amount_fen or 0) + max(0, one.discount_fen or 0)),
        )
        for one in rows[:MOST_LINES]
        if (one.amount_fen or 0) >= 0
    ]
    if not lines:
        total = _yuan(order.total_fen)
        lines = [TypedLine(item=(order.items or "")[:64], amount=total, listed=total)]
    return Typed(number=order.order_no[:60], lines=lines)


def _yuan(amount: int | None) -> str:
    return f"{(amount or 0) // 100}.{(amount or 0) % 100:02d}"
