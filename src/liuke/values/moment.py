"""Days and moments as DMS exports write them; a moment without zone is Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from liuke.values.reading import BadCell, OpenQuestion, Reading
from liuke.values.text import half_width, is_error_value, is_placeholder, read_text

CANONICAL = (
    r"(?:19|20)[0-9]{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])"
    r"(?:[ T](?:2[0-3]|1[0-9]|0?[0-9]):[0-5][0-9](?::[0-5][0-9])?)?"
)
"""Texts this matches need no fix; the day itself may still be impossible (30 February)."""

DayOrder = Literal["mdy", "dmy", "ymd"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local Shanghai time without zone throughout
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_PLAIN = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_CHINESE = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"
    r"(?:\s*(\d{1,2})(?:[时点]|:)(?:(\d{1,2})分?)?(?::?(\d{1,2})秒?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?")
_SHORT = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SERIAL = re.compile(r"(\d{1,5})(\.\d+)?")
_AFTERNOON = re.compile(r"\s*(上午|下午|晚上|凌晨|中午|AM|PM|am|pm)\s*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[-, ]+(\d{4})|([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local moment; ``timed`` tells whether a time of day was written."""

    at: dt.datetime
    timed: bool


def read_moment(text: str, *, order: DayOrder | None = None, epoch_1904: bool = False) -> Reading[Moment]:
    """One moment of the many spellings. Raises BadCell for an impossible day, OpenQuestion for 3/5/26.

    ``order`` answers the open question for the whole column; ``epoch_1904`` tells how to count a bare serial.

    >>> read_moment("2026年3月5日").value
    Moment(at=datetime.datetime(2026, 3, 5, 0, 0), timed=False)
    >>> read_moment("45292").fixes
    ('excel_serial',)
    """
    if is_error_value(text):
        raise BadCell("error_value")
    cleaned = read_text(text)
    bare = half_width(cleaned.value or "")
    if is_placeholder(bare):
        return Reading(None, cleaned.fixes)
    fixes = list(cleaned.fixes)
    if bare != cleaned.value:
        fixes.append("full_width")
    plain = _PLAIN.fullmatch(bare)
    if plain:
        return _plain(plain, fixes)
    bare, shift, spoken = _without_half_of_day(bare)
    if spoken:
        fixes.append("date_form")
        plain = _PLAIN.fullmatch(bare)
        if plain:
            return _made(_parts(plain, 1, 3, 4), _parts(plain, 5, 6, 7), fixes, shift)
    if match := _CHINESE.fullmatch(bare) or _COMPACT.fullmatch(bare):
        return _made(_parts(match, 1, 2, 3), _parts(match, 4, 5, 6), [*fixes, "date_form"], shift)
    if match := _SHORT.fullmatch(bare):
        return _short(match, fixes, order, shift)
    if match := _SERIAL.fullmatch(bare):
        return _serial(bare, [*fixes, "excel_serial"], epoch_1904=epoch_1904)
    if match := _ENGLISH.fullmatch(bare):
        day, name, year, name2, day2, year2 = match.groups()
        short = (name or name2).lower()
        if short in _MONTHS:
            month = str(_MONTHS.index(short) + 1)
            written = (year or year2, month, day or day2)
            return _made(written, (None, None, None), [*fixes, "date_form"], shift)
    raise BadCell("date_form")


Half = Literal["am", "pm"] | None
_Parts = tuple[str | None, str | None, str | None]


def _parts(match: re.Match[str], first: int, second: int, third: int) -> _Parts:
    return match[first], match[second], match[third]


def _without_half_of_day(text: str) -> tuple[str, Half, bool]:
    match = _AFTERNOON.search(text)
    if not match:
        return text, None, False
    half: Half = "pm" if match.group(1).lower() in ("下午", "晚上", "中午", "pm") else "am"
    return _AFTERNOON.sub(" ", text, count=1).strip(), half, True


def _made(written: _Parts, clock: _Parts, fixes: list[str], half: Half = None) -> Reading[Moment]:
    year, month, day = (int(part or 0) for part in written)
    hour, minute, second = (int(part) if part else 0 for part in clock)
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        at = dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        raise BadCell("impossible_date") from None
    return Reading(Moment(at, clock[0] is not None), tuple(fixes))


def _plain(match: re.Match[str], fixes: list[str]) -> Reading[Moment]:
    zone = match[8]
    reading = _made(_parts(match, 1, 3, 4), _parts(match, 5, 6, 7), fixes)
    if not zone or reading.value is None:
        return reading
    zoned = dt.datetime.fromisoformat(reading.value.at.isoformat() + ("+00:00" if zone == "Z" else zone))
    local = zoned.astimezone(SHANGHAI).replace(tzinfo=None)
    changed = local != reading.value.at
    return Reading(Moment(local, True), (*fixes, "time_zone") if changed else tuple(fixes))


def day_orders(text: str) -> frozenset[DayOrder]:
    """The readings a short date such as 3/5/26 allows; empty when the text is no short date.

    >>> sorted(day_orders("13/5/2024")), sorted(day_orders("3/5/26"))
    (['dmy'], ['dmy', 'mdy', 'ymd'])
    """
    match = _SHORT.fullmatch(half_width(text.strip()))
    if not match:
        return frozenset()
    first, second, third = int(match.group(1)), int(match.group(3)), int(match.group(4))
    allowed: set[DayOrder] = set()
    if 1 <= first <= 12 and 1 <= second <= 31:
        allowed.add("mdy")
    if 1 <= second <= 12 and 1 <= first <= 31:
        allowed.add("dmy")
    if len(match.group(4)) == 2 and 1 <= second <= 12 and 1 <= third <= 31:
        allowed.add("ymd")
    return frozenset(allowed)


def _short(match: re.Match[str], fixes: list[str], order: DayOrder | None, half: Half) -> Reading[Moment]:
    first, _, second, third = match.group(1, 2, 3, 4)
    date_text = f"{first}/{second}/{third}"
    allowed = day_orders(date_text)
    if not allowed:
        raise BadCell("impossible_date")
    chosen = order if order in allowed else next(iter(allowed)) if len(allowed) == 1 else None
    if chosen is None:
        if order is not None:
            raise BadCell("impossible_date")
        raise OpenQuestion("day_order")
    year, month, day = {
        "mdy": (third, first, second),
        "dmy": (third, second, first),
        "ymd": (first, second, third),
    }[chosen]
    if len(year) <= 2:
        year = str((1900 if int(year) >= 70 else 2000) + int(year))
    return _made((year, month, day), _parts(match, 5, 6, 7), [*fixes, "date_form"], half)


def _serial(text: str, fixes: list[str], *, epoch_1904: bool) -> Reading[Moment]:
    days = float(text)
    if days < 1:
        raise BadCell("date_form")
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    at = epoch + dt.timedelta(seconds=round(days * 86_400))
    return Reading(Moment(at, days != int(days)), tuple(fixes))
