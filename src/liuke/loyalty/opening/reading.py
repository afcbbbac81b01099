"""Reads a list of balances: one sheet, whatever its format, columns found by their heads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from liuke.values.moment import read_moment
from liuke.values.money import fen_of, read_yuan
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, OpenQuestion
from liuke.values.refusal import Refusal
from liuke.values.text import half_width, read_code, read_text

if TYPE_CHECKING:
    from liuke.sheets.reading.model import Row, SourceFile

MOST_ROWS = 20_000
HEAD_WITHIN = 10
MOST_AMOUNT = 100_000_000_000
_HEADS: Mapping[str, str] = {
    "name": "姓名|车主|车主姓名|车主名称|客户|客户姓名|客户名称|会员|会员姓名|会员名称|持卡人|name",
    "phone": "手机|手机号|手机号码|移动电话|电话|电话号码|联系电话|联系手机|联系方式|车主手机|"
    "车主电话|客户手机|客户电话|会员手机|会员手机号|phone",
    "plate": "车牌|车牌号|车牌号码|车号|牌照号|plate",
    "vin": "VIN|VIN码|VIN号|车架号|车架号码|底盘号|车辆识别代号|车辆识别代码|车辆识别码",
    "card_no": "卡号|会员卡号|储值卡号|储值卡卡号|次卡卡号|卡编号|会员卡编号|会员编号|会员号|card number",
    "principal": "本金|储值本金|储值余额|本金余额|剩余本金|充值余额|实充余额|principal",
    "bonus": "赠送|赠送金额|赠金|赠金余额|赠送余额|赠款余额|剩余赠送|赠送账户余额|bonus",
    "points": "积分|积分余额|剩余积分|可用积分|会员积分|当前积分|points",
    "item": "次卡|次卡项目|次卡名称|项目|项目名称|卡项|卡项名称|套餐|套餐项目|套餐名称|服务项目|item",
    "visits": "剩余次数|次数|可用次数|余次|次卡余次|未使用次数|未用次数|剩余可用次数|uses left",
    "visits_paid": "次卡余额|剩余金额|次卡剩余金额|未消费金额|剩余价值|次卡剩余价值|"
    "套餐余额|套餐剩余金额|paid for uses left",
    "expires_on": "有效期|有效期至|有效日期|有效期限|有效期截止|有效截止日期|到期日|到期日期|到期时间|"
    "截止日期|截止日|失效日期|失效时间|过期日期|过期时间|valid until",
}
_ELSE: Mapping[str, str] = {"principal": "余额|卡余额|卡内余额|账户余额|会员卡余额|储值卡余额|储值|储值金额"}
"""Words that mean this only in a list without a better one: beside 储值本金 they are a sum with the bonus."""
_FIELD_OF, _ELSE_FIELD_OF = (
    {word.casefold(): name for name, words in heads.items() for word in words.split("|")}
    for heads in (_HEADS, _ELSE)
)
_KEYS, _VALUES = {"phone", "plate", "vin"}, {"principal", "bonus", "points", "visits"}


class NoBalancesInFile(Refusal):
    code = "no_balances_in_file"
    sentence = (
        "“%(file)s” has no list of balances: the first lines need heads such as 手机号 or 车牌号, and "
        "储值本金, 赠送金额, 积分 or 剩余次数."
    )


class TooManyBalances(Refusal):
    code = "too_many_balances"
    sentence = "“%(file)s” has more than %(most)s rows. Split it into several files."


@dataclass
class BalanceRow:
    """One row; ``why`` holds codes of what is wrong with it, or why it is ``skipped``: it is nobody's."""

    n: int
    name: str = ""
    phone: str = ""
    plate: str = ""
    vin: str = ""
    card_no: str = ""
    principal_fen: int = 0
    bonus_fen: int = 0
    points: int = 0
    item: str = ""
    visits: int = 0
    visits_paid_fen: int = 0
    expires_on: dt.date | None = None
    why: list[str] = field(default_factory=list)
    skipped: bool = False


def read_balances(path: Path, *, name: str, today: dt.date) -> list[BalanceRow]:
    """The rows of the first sheet with such heads. Raises a FileRefused, NoBalancesInFile,
    TooManyBalances."""
    from liuke.sheets.reading.open_file import open_file

    source = open_file(path)
    for sheet in source.sheets:
        rows = _filled(source, sheet.name)
        head = _head(rows)
        if head is not None:
            below = list(islice(rows, MOST_ROWS + 1))
            if len(below) > MOST_ROWS:
                raise TooManyBalances(file=name, most=f"{MOST_ROWS:,}")
            skipped = _skipped(head, below)
            return [
                _nobodys(n, cells, skipped[n]) if n in skipped else _row(n, cells, head.columns, today)
                for n, cells in below
            ]
    raise NoBalancesInFile(file=name)


@dataclass(frozen=True)
class Head:
    """The line with the names of the columns, and which of them holds what."""

    n: int
    names: list[str]
    columns: Mapping[str, int]


def _filled(source: SourceFile, sheet: str) -> Iterator[tuple[int, Row]]:
    for batch in source.batches(sheet):
        for n, cells in zip(batch.numbers, batch.rows, strict=True):
            if any((cell or "").strip() for cell in cells):
                yield n, cells


def _head(rows: Iterator[tuple[int, Row]]) -> Head | None:
    """The first line that has a key and a value; ``rows`` goes on below it."""
    for _ in range(HEAD_WITHIN):
        n, cells = next(rows, (0, []))
        whole = [half_width((cell or "").strip()).strip(" *").casefold() for cell in cells]
        heads = [re.sub(r"[\s(/:\[].*", "", one) for one in whole]
        found: dict[str, int] = {}
        for field_of in (_FIELD_OF, _ELSE_FIELD_OF):
            for place, (head, all_of_it) in enumerate(zip(heads, whole, strict=True)):
                known = field_of.get(all_of_it) or field_of.get(head)
                if known:
                    found.setdefault(known, place)
        if found.keys() & _KEYS and found.keys() & _VALUES:
            return Head(n, [(cell or "").strip() for cell in cells], found)
    return None


def _skipped(head: Head, rows: Sequence[tuple[int, Row]]) -> dict[int, str]:
    """Why rows are nobody's: totals, heads and notes in between, and rows without anything that counts."""
    from liuke.sheets.cleaning.sift import is_filled, sift

    numbers, cells_of = [n for n, _ in rows], [cells for _, cells in rows]
    told = [
        dict(
            sift(
                numbers=numbers, rows=cells_of, header_rows=(head.n,), names=head.names, key_columns=[place]
            )[1]
        )
        for name, place in head.columns.items()
        if name in _KEYS
    ]
    found: dict[int, str] = {n: why for n, why in told[0].items() if all(n in more for more in told[1:])}
    counts = [place for name, place in head.columns.items() if name != "name"]
    for n, cells in rows:
        if not any(place < len(cells) and is_filled(cells[place]) for place in counts):
            found.setdefault(n, "note")
    return found


def _nobodys(n: int, cells: Row, why: str) -> BalanceRow:
    told = next((cell.strip() for cell in cells if cell and cell.strip()), "")
    return BalanceRow(n, name=told[:60], why=[f"skipped_{why}"], skipped=True)


def _row(n: int, cells: Sequence[str | None], columns: Mapping[str, int], today: dt.date) -> BalanceRow:
    row = BalanceRow(n)

    def cell(name: str) -> str:
        place = columns.get(name)
        return (cells[place] or "").strip() if place is not None and place < len(cells) else ""

    def read(name: str, how: Callable[[str], str | None]) -> str:
        try:
            return how(cell(name)) or ""
        except (BadCell, OpenQuestion):
            row.why.append(f"bad_{name}")
            return ""

    row.name = read("name", lambda text: read_text(text).value)
    row.phone = read("phone", lambda text: read_phone(text).value)
    row.plate = read("plate", lambda text: read_plate(text).value)
    row.vin = read("vin", lambda text: read_code(text).value).upper()
    row.card_no = read("card_no", lambda text: read_code(text).value)[:60]
    row.item = read("item", lambda text: read_text(text).value)
    for name in ("principal", "bonus", "visits_paid"):
        amount = fen_of(read(name, lambda text: read_yuan(text).value) or "0")
        setattr(row, f"{name}_fen", _bounded(row, name, amount))
    for name in ("points", "visits"):
        setattr(row, name, _bounded(row, name, _whole(row, name, cell(name))))
    row.expires_on = _day(row, cell("expires_on"))
    _judge(row, today)
    return row


def _whole(row: BalanceRow, name: str, text: str) -> int:
    match = re.fullmatch(r"(-?[0-9]{1,12})(?:\.0+)?", half_width(text).replace(",", ""))
    if text and match is None:
        row.why.append(f"bad_{name}")
    return int(match[1]) if match else 0


def _bounded(row: BalanceRow, name: str, amount: int) -> int:
    if 0 <= amount <= MOST_AMOUNT:
        return amount
    row.why.append(f"below_{name}" if amount < 0 else f"beyond_{name}")
    return 0


def _day(row: BalanceRow, text: str) -> dt.date | None:
    if not text or text in ("长期", "永久", "不限", "无"):
        return None
    try:
        moment = read_moment(text).value
    except (BadCell, OpenQuestion):
        row.why.append("bad_expires_on")
        return None
    return moment.at.date() if moment else None


def _judge(row: BalanceRow, today: dt.date) -> None:
    if not (row.principal_fen or row.bonus_fen or row.points or row.visits) and not row.why:
        row.why.append("empty")
    if not (row.phone or row.plate or row.vin or {f"bad_{key}" for key in _KEYS}.intersection(row.why)):
        row.why.append("no_key")
    if row.visits and not row.item:
        row.why.append("no_item")
    if row.visits_paid_fen and not row.visits:
        row.why.append("paid_without_visits")
    if row.expires_on and row.expires_on < today and (row.bonus_fen or row.points or row.visits):
        row.why.append("over")
