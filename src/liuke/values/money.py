"""Money 金额: integer fen, read from text and never through a binary fraction."""

from __future__ import annotations

import re

from liuke.values.reading import BadCell, Reading
from liuke.values.text import half_width, is_error_value, is_placeholder, read_text

CANONICAL = r"-?[0-9]{1,11}(?:\.[0-9]{1,2})?"
"""Texts this matches are kept as they stand: yuan with at most two decimals."""

_CANONICAL = re.compile(CANONICAL)
_UNITS = re.compile(r"(?:人民币|RMB|CNY|¥|￥|\$|元整?|圆整?|yuan|\s)", re.IGNORECASE)
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_EXPONENT = re.compile(r"-?[0-9.]+[eE][+-]?[0-9]+")


def read_yuan(text: str) -> Reading[str]:
    """Yuan as canonical text ("1234.50"). Raises BadCell for an exponent, a third decimal or no number.

    >>> [read_yuan(t).value for t in ("1,234.50", "¥1234", "(12.00)", "3.5万")]
    ['1234.50', '1234', '-12.00', '35000']
    """
    if _CANONICAL.fullmatch(text):
        return Reading(text)
    if is_error_value(text):
        raise BadCell("error_value")
    bare = half_width(read_text(text).value or "")
    if is_placeholder(bare):
        return Reading(None, ("trimmed",) if text.strip() != text else ())
    bare = _UNITS.sub("", bare)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1].lstrip("-")
    bare = re.sub(r"^\+(?=[0-9])", "", bare)
    if bare.endswith("-") and bare[:-1].replace(".", "").replace(",", "").isdigit():
        bare = "-" + bare[:-1]
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if bare.endswith("万"):
        bare = _times_ten_thousand(bare[:-1])
    if _EXPONENT.fullmatch(bare):
        raise BadCell("money_exponent")
    if re.fullmatch(r"-?[0-9]+\.[0-9]{3,}", bare):
        raise BadCell("money_decimals")
    if re.fullmatch(r"-?\.[0-9]{1,2}|-?[0-9]+\.", bare):
        bare = bare.replace(".", "0.", 1) if bare.lstrip("-").startswith(".") else bare[:-1]
    if re.fullmatch(r"-?[0-9]{12,}(?:\.[0-9]+)?", bare):
        raise BadCell("money_too_large")
    if not _CANONICAL.fullmatch(bare):
        raise BadCell("money_form")
    return Reading(bare, ("money_form",))


def _times_ten_thousand(number: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,7}(?:\.[0-9]{1,6})?", number):
        raise BadCell("money_form")
    whole, _, fraction = number.partition(".")
    digits = whole + fraction.ljust(4, "0")[:4]
    rest = fraction[4:].rstrip("0")
    sign, bare = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return sign + str(int(bare)) + (f".{rest}" if rest else "")


def fen_of(yuan: str) -> int:
    """Fen of a canonical yuan text, exactly.

    >>> fen_of("1234.5"), fen_of("-0.07")
    (123450, -7)
    """
    whole, _, fraction = yuan.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100 + int(fraction.ljust(2, "0") or 0))


def yuan_of(fen: int) -> str:
    """Fen as people read yuan.

    >>> yuan_of(-1234567), yuan_of(-7)
    ('-12,345.67', '-0.07')
    """
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
