"""Header words in the one form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from liuke.values.simplified import simplified

_BRACKETS = re.compile(r"[(\[{<【〔《「]([^)\]}>】〕》」]*)[)\]}>】〕》」]")
_NOISE = re.compile(r"[\s_\-*:.。,，、;；\"“”‘’'`~!！?？#·•|]+")
_UNIT = re.compile(r"(?:单位[::]?)?(?:人民币|rmb|元|公里|km|天|分钟|万元|次)$")
_BRINGER = re.compile(r"送修|送车|送厂|来厂人|broughtby")
_ONE_PAYER = (
    "客户付款|客户自[付费]|车主自[付费]|自[付费]|内部|内结|内转|保险公司|保险理赔|保险|理赔|索赔|三包|保修|质保"
    "|厂家|主机厂"
)
_PART_OF_IT = "工时|人工|工费|材料|配件|零件|备件|附加|其他|优惠|折扣|税"
_OF_ONE_PAYER = re.compile(f"(?:{_ONE_PAYER}).|(?:客户|车主)(?:{_PART_OF_IT})")
_IN_BRACKETS = re.compile(f"{_ONE_PAYER}|客户|车主|客户承担|厂家承担")
_SPEAKS_OF_PART = re.compile(_PART_OF_IT)
_SPEAKS_OF_MONEY = re.compile(f"{_PART_OF_IT}|[金总]额|费(?!者)|款|[支实自]付|小计|合计")
_DUE = re.compile("应[收付]|amountdue|receivable")
_TIME = re.compile(r"日期|时间|日$|date|time(?!s)")


_FORM_HEADS = ("拒收", "rejected:")


FORM_SHEET_HEADS = ("拒收工作表", "rejected: sheet")
FORM_ROW_HEADS = ("拒收行号", "rejected: row")
"""Where an error workbook says which row of which sheet one of its rows was written for."""


def is_form_head(header: str) -> bool:
    """Whether an error workbook put this column before the row's own: on the way back it means nothing.

    >>> is_form_head("拒收原因"), is_form_head("原因")
    (True, False)
    """
    return header.startswith(_FORM_HEADS)


@lru_cache(maxsize=8_192)
def key(header: str) -> str:
    """A header without brackets, spaces and signs, narrow, lower case, simplified.

    >>> key("車架號 (VIN)"), key("Order No."), key("結算金額（元）")
    ('车架号', 'orderno', '结算金额')
    """
    text = _BRACKETS.sub("", _narrow(header))
    return _NOISE.sub("", text)


def keys(header: str) -> tuple[str, ...]:
    """Every form a header can be recognised by: whole, without its unit, its parts, what stands in brackets.

    >>> keys("车架号/VIN")
    ('车架号/vin', '车架号', 'vin')
    """
    narrow = _narrow(header)
    whole = key(header)
    found = [whole]
    if _UNIT.search(whole) and not _UNIT.fullmatch(whole):
        found.append(_UNIT.sub("", whole))
    parts = [_NOISE.sub("", part) for part in re.split(r"[/\\|\n]", _BRACKETS.sub("", narrow))]
    if len(parts) > 1:
        found.extend(parts)
    found.extend(_NOISE.sub("", inside) for inside in _BRACKETS.findall(narrow))
    return tuple(dict.fromkeys(form for form in found if form))


def speaks_of_time(header: str) -> bool:
    """Whether a header says that its column holds dates or times, whatever of.

    >>> speaks_of_time("上牌日期"), speaks_of_time("实付款")
    (True, False)
    """
    return bool(_TIME.search(key(header)))


def names_the_bringer(header: str) -> bool:
    """Whether a column is about who brought the car, a son or a driver: never the owner's name or phone.

    >>> names_the_bringer("送修人电话"), names_the_bringer("车主电话")
    (True, False)
    """
    return bool(_BRINGER.search(key(header)))


def names_one_payer(header: str) -> bool:
    """Whether an amount is what one of several payers pays and so never that of the whole order.

    >>> names_one_payer("索赔·工时费"), names_one_payer("工时费(客户)"), names_one_payer("客户金额")
    (True, True, False)
    """
    inside = _BRACKETS.findall(_narrow(header))
    return bool(_OF_ONE_PAYER.match(key(header))) or any(map(_IN_BRACKETS.fullmatch, inside))


def is_part_of_what_one_pays(header: str) -> bool:
    """Whether an amount is only the labour or the parts of one of several payers: no field is for that.

    >>> is_part_of_what_one_pays("索赔·工时费"), is_part_of_what_one_pays("索赔·小计")
    (True, False)
    """
    return names_one_payer(header) and bool(_SPEAKS_OF_PART.search(key(header)))


def names_money(header: str) -> bool:
    """Whether a column is about money, so that 客户 in it is who pays and not the owner's name.

    >>> names_money("工时费(客户)"), names_money("金额(客户)"), names_money("姓名(客户)")
    (True, True, False)
    """
    return bool(_SPEAKS_OF_MONEY.search(key(header)))


def names_what_was_due(header: str) -> bool:
    """Whether a column holds what was to be paid rather than what was paid.

    >>> names_what_was_due("应收合计"), names_what_was_due("实收合计")
    (True, False)
    """
    return bool(_DUE.search(key(header)))


def in_ten_thousands(header: str) -> bool:
    """Whether a header says its amounts are in 万元.

    >>> in_ten_thousands("成交价(万元)")
    True
    """
    return "万元" in _narrow(header)


@lru_cache(maxsize=8_192)
def _narrow(header: str) -> str:
    return simplified(unicodedata.normalize("NFKC", header).lower())
