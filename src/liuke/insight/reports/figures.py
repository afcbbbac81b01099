"""Figures as a reader expects them: 万元 and 2024年9月 in Chinese, ¥682k and Sep 2024 in English.

Everything is given in base units (yuan, fractions, half-open windows) and rounded here, once, for showing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping

from liuke.insight.metrics.findings import Window
from liuke.insight.reports.language import Language

BLANK = "—"
MINUS = "−"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Number = float | int | None


def grouped(value: float, digits: int = 0) -> str:
    """1,234.5 with a true minus sign.

    >>> grouped(-1234.5, 1)
    '−1,234.5'
    """
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def missing(value: Number) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))


class Figures:
    """Formats figures for one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def share(self, value: Number, digits: int = 1) -> str:
        """
        >>> from liuke.insight.reports.language import language
        >>> Figures(language("zh")).share(0.5833)
        '58.3%'
        """
        return BLANK if missing(value) else grouped(100 * (value or 0), digits) + "%"

    def points(self, value: Number, *, signed: bool = True) -> str:
        """A difference of shares, in percentage points, with its sign; small ones with two decimals."""
        if missing(value):
            return BLANK
        points = 100 * (value or 0)
        digits = 2 if 0 < abs(points) < 0.95 else 1
        text = _signed(points, digits) if signed else grouped(points, digits)
        return self.language("%(number)s points", number=text)

    def change(self, value: Number, digits: int = 1) -> str:
        """A relative change with its sign."""
        return BLANK if missing(value) else _signed(100 * (value or 0), digits) + "%"

    def number(self, value: Number, digits: int = 0) -> str:
        return BLANK if missing(value) else grouped(value or 0, digits)

    def yuan(self, value: Number) -> str:
        """
        >>> from liuke.insight.reports.language import language
        >>> zh = Figures(language("zh"))
        >>> zh.yuan(682_400), zh.yuan(980), zh.yuan(123_456_789), zh.yuan(-45_000)
        ('68.2万元', '980元', '1.23亿元', '−4.5万元')
        >>> en = Figures(language("en"))
        >>> en.yuan(682_400), en.yuan(980), en.yuan(12_345_678)
        ('¥682k', '¥980', '¥12.3m')
        """
        if missing(value):
            return BLANK
        amount = value or 0.0
        if self.language.zh:
            return _scaled(amount, ((1e8, "亿"), (1e4, "万"))) + "元"
        text = _scaled(amount, ((1e9, "bn"), (1e6, "m"), (1e4, "k")), {"k": 1e3})
        return f"{MINUS}¥{text[1:]}" if text.startswith(MINUS) else f"¥{text}"

    def exact_yuan(self, value: Number) -> str:
        """Every yuan, where figures are added up before the reader's eyes.

        >>> from liuke.insight.reports.language import language
        >>> Figures(language("zh")).exact_yuan(41_382.2)
        '41,382元'
        """
        if missing(value):
            return BLANK
        text = grouped(value or 0)
        if self.language.zh:
            return f"{text}元"
        return f"{MINUS}¥{text[1:]}" if text.startswith(MINUS) else f"¥{text}"

    def month(self, value: str | int) -> str:
        """``"2024-09"`` or year × 12 + month − 1 as 2024年9月, Sep 2024."""
        year, month = divmod(value, 12) if isinstance(value, int) else _split(value)
        return f"{year}年{month + 1}月" if self.language.zh else f"{_MONTHS[month]} {year}"

    def tick(self, value: str) -> str:
        """A month on an axis: 24/09."""
        year, month = _split(value)
        return f"{year % 100:02d}/{month + 1:02d}"

    def day(self, value: dt.date) -> str:
        if self.language.zh:
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"

    def window(self, value: Window | None) -> str:
        """The days counted, both ends included; whole months are named as months."""
        if value is None:
            return BLANK
        last = value.end - dt.timedelta(days=1)
        whole = value.start.day == 1 and value.end.day == 1
        name: Callable[[dt.date], str] = (
            (lambda d: self.month(d.year * 12 + d.month - 1)) if whole else self.day
        )
        start, end = name(value.start), name(last)
        return start if start == end else f"{start}–{end}"

    def value(self, value: Number, unit: str) -> str:
        """A figure of a KPI in the KPI's unit."""
        if missing(value):
            return BLANK
        if unit == "share":
            return self.share(value, 2 if 0 < abs(value or 0) < 0.02 else 1)
        if unit == "yuan":
            return self.yuan(value)
        if unit == "minutes":
            return self.language("%(number)s min", number=grouped(value or 0, 1))
        if unit == "per_year":
            return self.language("%(number)s a year", number=grouped(value or 0, 2))
        return self.number(value, 1 if unit == "points" else 0)

    def standard(self, value: Number, unit: str) -> str:
        """A standard is a round number: 90% and not 90.0%."""
        if unit == "share" and value is not None:
            digits = next((d for d in (0, 1, 2) if abs(round(100 * value, d) - 100 * value) < 1e-9), 2)
            return self.share(value, digits)
        if unit == "minutes" and value is not None and value == int(value):
            return self.language("%(number)s min", number=grouped(value))
        if unit in {"points", "per_year"} and value is not None:
            return grouped(value, 0 if value == int(value) else 1)
        return self.value(value, unit)

    def difference(self, value: Number, unit: str) -> str:
        """A change of a KPI in its own unit, with its sign."""
        if missing(value):
            return BLANK
        if unit == "share":
            return self.points(value)
        if unit == "points":
            return _signed(value or 0, 1)
        text = self.value(abs(value or 0), unit)
        return text if text == self.value(0, unit) else ("+" if (value or 0) > 0 else MINUS) + text

    def named(self, figures: Mapping[str, float | str | None]) -> dict[str, object]:
        """Figures of a coded sentence, each formatted by the unit at the end of its name.

        ``before_share`` is a share and fills both ``%(before_share)s`` and ``%(before)s``; names without a
        known unit are counts; text stays text.
        """
        filled: dict[str, object] = {}
        for name, value in figures.items():
            stem, _, unit = name.rpartition("_")
            text = self._one(value, unit)
            filled[name] = text
            if stem and unit in _UNITS:
                filled.setdefault(stem, text)
        return filled

    def _one(self, value: float | str | None, unit: str) -> str:
        if value is None:
            return BLANK
        if isinstance(value, str):
            return self.month(value) if unit in {"month", "since"} else value
        if unit in _UNITS:
            return _UNITS[unit](self, value)
        return self.number(value)


def _months(figures: Figures, value: float) -> str:
    # Above 1,900 × 12 the number is a calendar month of the star, below it a duration.
    return figures.month(int(value)) if value > 1900 * 12 else grouped(value)


_UNITS: Mapping[str, Callable[[Figures, float], str]] = {
    "share": lambda f, v: f.share(v),
    "probability": lambda f, v: f.share(v, 0),
    "points": lambda f, v: f.points(v),
    "change": lambda f, v: f.change(v),
    "yuan": lambda f, v: f.yuan(v),
    "month": _months,
    "since": _months,
    "minutes": lambda _, v: grouped(v),
    "days": lambda _, v: grouped(v),
    "months": lambda _, v: grouped(v),
    "years": lambda _, v: grouped(v, 1),
    "times": lambda _, v: grouped(v, 1),
    "score": lambda _, v: grouped(v, 1),
    "nps": lambda _, v: grouped(v, 1),
    "km": lambda _, v: grouped(v),
}


def _split(month: str) -> tuple[int, int]:
    year, _, number = month.partition("-")
    return int(year), int(number) - 1


def _signed(value: float, digits: int) -> str:
    text = grouped(value, digits)
    return text if text.startswith(MINUS) or float(text.replace(",", "")) == 0 else f"+{text}"


def _scaled(
    amount: float, steps: tuple[tuple[float, str], ...], sizes: Mapping[str, float] | None = None
) -> str:
    for least, word in steps:
        if round(abs(amount)) >= least:
            scaled = amount / (sizes or {}).get(word, least)
            digits = 0 if abs(scaled) >= 999.5 else 1 if abs(scaled) >= 9.995 or word == "万" else 2
            return grouped(scaled, digits if word != "k" else 0) + word
    return grouped(amount)
