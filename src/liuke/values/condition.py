"""A field that conditions can ask about 条件字段: what a domain declares in its ``conditions.py``.

A field is either a column of the owner (``source`` empty, ``value`` over the alias ``o``) or stands in rows
of their own: ``source`` is what comes after FROM, ``owner`` the expression in it that gives the owner's id.
A percent sign is written twice in all of them. ``%(today)s`` is the day asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds, and with it what can be asked of it."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"
    AGO = "ago"
    MONTH = "month"
    CHOICE = "choice"
    STORE = "store"
    TAG = "tag"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """``words`` and ``group`` are msgids. MONEY is kept in fen, PERCENT as a share of one.

    ``choices``: (code, msgid) of a CHOICE that is fixed; without them the values in use are offered.
    ``when``: the day of a row; the field can then be asked for the latest N months.
    ``aggregate``: ``value`` sums up an owner's rows; with ``none_is_zero`` owners without rows count as 0.
    ``retired``: known, and refused where it is asked.
    """

    key: str
    words: str
    group: str
    kind: Kind
    value: str
    source: str = ""
    owner: str = ""
    where: str = ""
    when: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    aggregate: bool = False
    none_is_zero: bool = False
    unit: str = ""
    retired: bool = False
