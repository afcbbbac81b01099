"""Vital signs: every KPI with what it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.metrics.findings import Kpi, Series
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Spark, spark
from liuke.insight.reports.wording import fields, kpis

_SPARK_MONTHS = 24
_FLAT = 0.002
"""A relative change below this is called steady."""


_LIGHTS = {**kpis.LEVELS, "reference": kpis.REFERENCE}


@dataclass(frozen=True)
class Row:
    """One KPI in words. ``trend`` is better, worse, steady or empty."""

    key: str
    name: str
    level: str
    level_word: str
    value: str
    ratio: str
    ratio_words: str
    window: str
    standard: str
    previous: str
    change: str
    relative: str
    trend: str
    trend_word: str
    spark: Spark
    spark_words: str


@dataclass(frozen=True)
class Missing:
    """A figure without a value: what it needs, or in a sentence why it has none all the same."""

    name: str
    needs: list[str]
    why: str


@dataclass(frozen=True)
class Vitals:
    groups: list[tuple[str, list[Row]]]
    missing: list[Missing]


def build_vitals(diagnosis: Diagnosis, pen: Pen) -> Vitals:
    groups = []
    for group, title in kpis.GROUPS.items():
        rows = [
            _row(k, diagnosis.series, pen) for k in diagnosis.kpis if k.group == group and k.value is not None
        ]
        if rows:
            groups.append((pen.t(title), rows))
    missing = [
        Missing(
            pen.t(kpis.words(k.key).name), [fields.need(place, pen.t) for place in k.needs], why_not(k, pen)
        )
        for k in diagnosis.kpis
        if k.value is None
    ]
    return Vitals(groups, missing)


def why_not(kpi: Kpi, pen: Pen) -> str:
    """Why a figure has no value though nothing is missing; empty where it has one, or where a field is."""
    return pen.t(kpis.WHY_NOT[kpi.why]) if kpi.why else ""


def level_shown(kpi: Kpi) -> str:
    """The light of a figure; ``reference`` for one without a standard that no alert rings for."""
    return "reference" if kpi.level == "green" and kpi.standard is None else kpi.level


def light_word(kpi: Kpi, pen: Pen) -> str:
    """The light in a word, the same on the page and in the workbook."""
    return pen.t(_LIGHTS[level_shown(kpi)])


def _row(kpi: Kpi, series: list[Series], pen: Pen) -> Row:
    words = kpis.words(kpi.key)
    trend, trend_word = _trend(kpi, pen)
    before = kpi.previous.value
    gap = None if before is None or kpi.value is None else kpi.value - before
    relative = None if gap is None or not before or kpi.unit == "points" else gap / abs(before)
    picture, picture_words = _spark(kpi, series, pen)
    return Row(
        key=kpi.key,
        name=pen.t(words.name),
        level=level_shown(kpi),
        level_word=light_word(kpi, pen),
        value=pen.f.value(kpi.value, kpi.unit),
        ratio=_ratio(kpi, pen) if words.of else "",
        ratio_words=f"{pen.t(words.counted)} / {pen.t(words.of)}" if words.of else "",
        window=pen.f.window(kpi.window),
        standard=_standard(kpi, pen),
        previous=pen.f.value(before, kpi.unit),
        change=pen.f.difference(gap, kpi.unit) if gap is not None else "",
        relative=pen.f.change(relative) if relative is not None else "",
        trend=trend,
        trend_word=trend_word,
        spark=picture,
        spark_words=picture_words,
    )


def _ratio(kpi: Kpi, pen: Pen) -> str:
    if kpi.numerator is None or kpi.denominator is None:
        return ""
    top = pen.f.yuan(kpi.numerator) if kpi.unit == "yuan" else pen.f.number(kpi.numerator)
    return f"{top} / {pen.f.number(kpi.denominator)}"


def _standard(kpi: Kpi, pen: Pen) -> str:
    if kpi.standard is None:
        return ""
    sign = "≥" if kpi.better == "higher" else "≤"
    standard = f"{sign} {pen.f.standard(kpi.standard, kpi.unit)}"
    if kpi.excellent is None:
        return pen.t("healthy %(standard)s", standard=standard)
    excellent = pen.f.standard(kpi.excellent, kpi.unit)
    if kpi.group == "growth":
        return pen.t("usual %(standard)s, good %(excellent)s", standard=standard, excellent=excellent)
    return pen.t("industry %(standard)s, excellent %(excellent)s", standard=standard, excellent=excellent)


def _trend(kpi: Kpi, pen: Pen) -> tuple[str, str]:
    before = kpi.previous.value
    if before is None or kpi.value is None:
        return "", ""
    gap = kpi.value - before
    if abs(gap) <= _FLAT * max(abs(before), 1e-9):
        return "steady", pen.t("steady")
    if (gap > 0) == (kpi.better == "higher"):
        return "better", pen.t("better")
    return "worse", pen.t("worse")


def _least(kpi: Kpi) -> float:
    """How much change fills a sparkline: ten points of a share, a quarter of any other figure."""
    if kpi.unit == "share" and (kpi.value or 0.0) > 0.1:
        return 0.1
    return 20.0 if kpi.unit == "points" else 0.25 * abs(kpi.value or 0.0)


def _spark(kpi: Kpi, series: list[Series], pen: Pen) -> tuple[Spark, str]:
    """The latest two years of the figure's own months: due months where it has them."""
    own = {line.axis: line for line in series if line.key == kpi.key}
    line = own.get("due_final") or own.get("calendar") or own.get("due_early")
    if line is None:
        return spark([]), ""
    points = line.points[-_SPARK_MONTHS:]
    values = [p.value if p.mature else None for p in points]
    known = [(p.month, v) for p, v in zip(points, values, strict=True) if v is not None]
    if not known:
        return spark([]), ""
    (first_month, first), (last_month, last) = known[0], known[-1]
    return spark(values, least=_least(kpi)), pen.t(
        "from %(first)s in %(first_month)s to %(last)s in %(last_month)s",
        first=pen.f.value(first, kpi.unit),
        first_month=pen.f.month(first_month),
        last=pen.f.value(last, kpi.unit),
        last_month=pen.f.month(last_month),
    )
