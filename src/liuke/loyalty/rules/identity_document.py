"""B8 The number of a document 证件号码: what is kept of it."""

from __future__ import annotations

import datetime as dt
import re

from liuke.values.refusal import Refusal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class DocumentNumberWrong(Refusal):
    code = "document_number_wrong"
    sentence = "This is no number of such a document. Compare it with the document, sign by sign."


def normal_number(kind: str, text: str) -> str:
    """Upper case, without blanks. Raises DocumentNumberWrong where a check digit or the form is wrong.

    >>> normal_number("id_card", "11010519491231002x")
    '11010519491231002X'
    """
    number = re.sub(r"[\s\-]", "", text).upper()
    good = {"id_card": _is_id_card, "business_licence": _is_credit_code}.get(kind, _is_other)
    if not good(number):
        raise DocumentNumberWrong
    return number


def _is_id_card(number: str) -> bool:
    """GB 11643: 17 digits with a birthday, and a check sign (ISO 7064 MOD 11-2)."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _LETTERS[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11] == number[17]


def _is_credit_code(number: str) -> bool:
    """GB 32100: 18 signs of a business licence, the last one of them a check sign."""
    if len(number) != 18 or any(sign not in _CREDIT for sign in number):
        return False
    total = sum(w * _CREDIT.index(s) for w, s in zip(_CREDIT_WEIGHTS, number, strict=False))
    return _CREDIT[(31 - total % 31) % 31] == number[17]


def _is_other(number: str) -> bool:
    return bool(re.fullmatch(r"[A-Z0-9一-鿿第号字]{5,30}", number))
