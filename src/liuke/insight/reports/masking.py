"""What the page may show of a person: 138****1234, 张*, the last six of the VIN, 沪A·***12.

The workbook holds the full data for those who call; the page is passed around.
"""

from __future__ import annotations

import re

_WHOLE_PHONE = 7

_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9][0-9])([0-9]{4})([0-9]{4})(?![0-9A-Za-z])")
_VIN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{11}([0-9A-Za-z]{6})(?![0-9A-Za-z])")
_PLATE = re.compile(r"([\u4e00-\u9fff][A-Z])[·•]?([A-Z0-9]{3,4})([A-Z0-9学警挂港澳领临试]{2})(?![A-Z0-9])")
_LONG = re.compile(r"(?<![0-9])(?:0[0-9]{2,3}[- ]?[0-9]{7,8}|[0-9]{15,18}[Xx]?)(?![0-9])")


def masked_phone(phone: str | None) -> str:
    """What lost its digits (1.38E+10) is nobody's number any more.

    >>> masked_phone("13812341234"), masked_phone("138 1234 5678"), masked_phone("1.38E+10")
    ('138****1234', '138****5678', '1.38E+10')
    """
    if not phone:
        return ""
    if sum(character.isdigit() for character in phone) < _WHOLE_PHONE:
        return phone
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else _all_but_last_two(phone)


def masked_name(name: str | None) -> str:
    """The family name and a star; of a company the first two characters.

    >>> [masked_name(name) for name in ("张小明", "欧阳娜娜", "Guo Mei", "留客汽车租赁公司")]
    ['张*', '欧阳*', 'G*', '留客***']
    """
    if not name or not name.strip():
        return ""
    bare = name.strip()
    if len(bare) > 4 and not bare.isascii():
        return bare[:2] + "***"
    return bare[: 2 if bare[:2] in _DOUBLE_NAMES and len(bare) > 2 else 1] + "*"


def masked_account(account: str) -> str:
    """
    >>> masked_account("oX5Rs6kQ1cW0"), masked_account("")
    ('***W0', '')
    """
    return _all_but_last_two(account) if account else ""


def masked_vin(vin: str | None) -> str:
    """
    >>> masked_vin("LATPAB071W1005301")
    '…005301'
    """
    return f"…{vin[-6:]}" if vin else ""


def masked_plate(plate: str | None) -> str:
    """
    >>> masked_plate("沪AD12312"), masked_plate("沪A·12312"), masked_plate("使123456")
    ('沪A·***12', '沪A·***12', '***56')
    """
    if not plate:
        return ""
    found = _PLATE.fullmatch(plate)
    return f"{found[1]}·***{found[3]}" if found else _all_but_last_two(plate)


def masked_text(text: str) -> str:
    """Free text with every phone, VIN, plate and identity number in it masked; order numbers stay.

    >>> masked_text("沪AD12312 由 LATPAB071W1005301 转出，电话13812341234，单号 20240305001")
    '沪A·***12 由 …005301 转出，电话138****1234，单号 20240305001'
    """
    text = _VIN.sub(r"…\1", text)
    text = _PLATE.sub(r"\1·***\3", text)
    text = _MOBILE.sub(r"\1****\3", text)
    return _LONG.sub(lambda m: f"{m[0][:3]}****{m[0][-2:]}", text)


_BY_FIELD = {"phone": masked_phone, "owner_name": masked_name, "vin": masked_vin, "plate": masked_plate}


def masked_cell(text: str, *, field: str | None) -> str:
    """A cell as it stood in a file, masked by the meaning of its column, else by what it looks like."""
    return _BY_FIELD[field](text) if field in _BY_FIELD else masked_text(text)


def _all_but_last_two(text: str) -> str:
    return "***" + text[-2:] if len(text) > 4 else "***"


_DOUBLE_NAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 百里 南宫 独孤 长孙 宇文 申屠".split()
)
