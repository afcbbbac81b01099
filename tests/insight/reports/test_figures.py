"""Figures as a Chinese and as an English reader expects them."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from liuke.insight.metrics.findings import Window
from liuke.insight.reports.figures import Figures
from liuke.insight.reports.language import Lang, language

ZH, EN = Figures(language("zh")), Figures(language("en"))
MONTH_OF_STAR = 2024 * 12 + 8


@pytest.mark.parametrize(
    ("case", "yuan", "zh", "en"),
    [
        ("a bill", 980, "980元", "¥980"),
        ("just below ten thousand", 9_999.4, "9,999元", "¥9,999"),
        ("rounds up to ten thousand", 9_999.6, "1.0万元", "¥10k"),
        ("tens of thousands", 682_400, "68.2万元", "¥682k"),
        ("above a thousand 万", 38_610_000, "3,861万元", "¥38.6m"),
        ("hundreds of millions", 123_456_789, "1.23亿元", "¥123.5m"),
        ("a loss", -45_000, "−4.5万元", "−¥45k"),
        ("nothing", 0, "0元", "¥0"),
        ("minus nothing", -0.2, "0元", "¥0"),
        ("not known", None, "—", "—"),
        ("not a number", math.nan, "—", "—"),
    ],
)
def test_money(case: str, yuan: float | None, zh: str, en: str) -> None:
    assert (ZH.yuan(yuan), EN.yuan(yuan)) == (zh, en)


@pytest.mark.parametrize(
    ("case", "start", "end", "zh", "en"),
    [
        ("whole months", (2023, 10, 1), (2024, 10, 1), "2023年10月–2024年9月", "Oct 2023–Sep 2024"),
        ("one month", (2024, 9, 1), (2024, 10, 1), "2024年9月", "Sep 2024"),
        ("days", (2023, 10, 6), (2024, 10, 6), "2023年10月6日–2024年10月5日", "6 Oct 2023–5 Oct 2024"),
    ],
)
def test_windows_show_their_last_day(
    case: str, start: tuple[int, int, int], end: tuple[int, int, int], zh: str, en: str
) -> None:
    window = Window(dt.date(*start), dt.date(*end))
    assert (ZH.window(window), EN.window(window)) == (zh, en)


@pytest.mark.parametrize(
    ("case", "value", "unit", "zh"),
    [
        ("a share", 0.5833, "share", "58.3%"),
        ("a tiny share keeps its meaning", 0.00532, "share", "0.53%"),
        ("no share at all", 0.0, "share", "0.0%"),
        ("a wait", 34.6, "minutes", "34.6分钟"),
        ("a score", 46.2, "points", "46.2"),
        ("visits", 9_204.0, "count", "9,204"),
        ("visits a year", 2.312, "per_year", "2.31次/年"),
        ("not known", None, "share", "—"),
    ],
)
def test_kpis_in_their_unit(case: str, value: float | None, unit: str, zh: str) -> None:
    assert ZH.value(value, unit) == zh


@pytest.mark.parametrize(
    ("case", "value", "unit", "zh"),
    [
        ("points of a share", -0.17, "share", "−17.0个百分点"),
        ("a small change of a share", 0.0008, "share", "+0.08个百分点"),
        ("a wait that grew", 6.7, "minutes", "+6.7分钟"),
        ("a bill that shrank", -42.0, "yuan", "−42元"),
        ("no change", 0.0, "yuan", "0元"),
    ],
)
def test_differences_carry_their_sign(case: str, value: float, unit: str, zh: str) -> None:
    assert ZH.difference(value, unit) == zh


@pytest.mark.parametrize(
    ("case", "value", "unit", "zh"),
    [
        ("ninety per cent", 0.9, "share", "90%"),
        ("half a per cent", 0.005, "share", "0.5%"),
        ("half an hour", 30, "minutes", "30分钟"),
        ("a score", 50, "points", "50"),
        ("a reference", 3.2, "per_year", "3.2"),
        ("money", 1_200, "yuan", "1,200元"),
        ("none", None, "share", "—"),
    ],
)
def test_standards_are_round(case: str, value: float | None, unit: str, zh: str) -> None:
    assert ZH.standard(value, unit) == zh


def test_figures_of_a_sentence_are_formatted_by_the_unit_in_their_name() -> None:
    named = ZH.named(
        {
            "before_share": 0.748, "yuan": 412_600.0, "days": 1_454.0, "times": 2.34, "since": "2024-09",
            "began_month": float(MONTH_OF_STAR), "owners": 62.7, "slice": "ES6 × 城南", "rest_minutes": None,
        }
    )  # fmt: skip
    assert named == {
        "before_share": "74.8%", "before": "74.8%", "yuan": "41.3万元", "days": "1,454", "times": "2.3",
        "since": "2024年9月", "began_month": "2024年9月", "began": "2024年9月", "owners": "63",
        "slice": "ES6 × 城南", "rest_minutes": "—", "rest": "—",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_missing_figure_is_a_dash_and_not_an_error(lang: Lang) -> None:
    assert "—" in language(lang)("maintenance overdue by %(days)s days")


def test_english_tells_one_from_many() -> None:
    english = language("en")
    assert english.plural("%(n)s car", "%(n)s cars", 1, n="1") == "1 car"
    assert english.plural("%(n)s car", "%(n)s cars", 2, n="2") == "2 cars"
