"""What the page says, hides and promises, read as text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from sample_world import HOSTILE

from liuke.insight.diagnosis.contract import Diagnosis, PlanStep, Problem, Remark, Split
from liuke.insight.reports.language import Lang
from liuke.insight.reports.page import SECTIONS
from liuke.insight.reports.write_html import render_html, script_json
from liuke.insight.retention.findings import FunnelStep

Pages = dict[tuple[str, Lang], str]
EVERY_PAGE = [(name, lang) for name in ("full", "empty") for lang in ("zh", "en")]


class Elements(HTMLParser):
    """Start tags with their attributes, in order, and the text outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))


def section(html: str, key: str) -> str:
    start = html.index(f'<section id="{key}"')
    return html[start : html.index("</section>", start)]


def test_first_screen_says_what_is_being_lost(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "verdict")).words
    assert "三个问题已让您流失约142位车主，约合69.7万元" in words
    assert "约有1,688辆车不再回店，涉及售后毛利386.1万元" in words
    assert "74.8%" in words
    assert "45.2%" in words
    assert "−29.6个百分点" in words
    assert "相对−39.6%" in words
    assert "2023年7月" in words


def test_first_screen_in_english(pages: Pages) -> None:
    words = Elements(section(pages["full", "en"], "verdict")).words
    assert "Three problems have cost you about 142 owners, worth ¥697k." in words


def test_without_problems_the_page_does_not_invent_any(full: Diagnosis) -> None:
    html = render_html(diagnosis=replace(full, problems=[], early_warnings=[]), lang="zh")
    assert "没有发现真正在变差的环节" in section(html, "verdict")
    assert "已按各个维度查过" in section(html, "problems")


def test_a_figure_carries_numerator_denominator_window_standard_and_previous(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "vitals")).words
    for promised in (
        "652 / 962",
        "2023年10月–2024年9月",
        "健康线≥ 75%",
        "上期75.0%",
        "−7.2个百分点 (−9.6%)",
        "预警",
    ):
        assert promised in words


def test_what_has_all_its_columns_but_no_value_says_why(empty: Diagnosis) -> None:
    first, second = (replace(kpi, needs=[], why="history_too_short") for kpi in empty.kpis)
    html = render_html(diagnosis=replace(empty, kpis=[first, second]), lang="zh")
    sentence = "数据时间太短，往前追溯得不够。"
    assert section(html, "vitals").count(sentence) == 2
    assert "还缺" not in section(html, "vitals")
    assert sentence in section(html, "retention")
    assert "漏斗需要" not in section(html, "retention")


def test_what_cannot_be_computed_names_the_missing_columns(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "vitals")).words
    assert "一次性修复率 还缺： 维修工单 · 故障现象或故障系统" in words


def test_months_that_are_not_mature_are_blank_and_never_zero(pages: Pages) -> None:
    cohorts = section(pages["full", "zh"], "retention")
    cohorts = cohorts[cohorts.index('class="heat"') :]
    newest = cohorts[cohorts.index('<th scope="row">2024年9月</th>') :]
    newest = newest[: newest.index("</tr>")]
    assert newest.count('class="blank"') == 8
    assert "0%" not in newest


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_nothing_is_fetched_and_nothing_but_our_script_runs(pages: Pages, page: tuple[str, Lang]) -> None:
    elements = Elements(pages[page])
    policies = [
        a["content"] or "" for tag, a in elements.tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0]
    assert "script-src 'sha256-" in policies[0]
    for tag, attributes in elements.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "srcset", "action", "data", "poster"):
            assert name not in attributes, tag
        assert (attributes.get("href") or "#").startswith("#"), tag
    assert not re.search(r"@import|url\(", pages[page][: pages[page].index("</style>")])


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_names_from_the_files_cannot_break_out(pages: Pages, page: tuple[str, Lang]) -> None:
    assert "<img" not in pages[page]
    assert pages[page].count("</script") == 2
    assert HOSTILE not in pages[page]


def test_hostile_names_are_still_shown_as_they_stand(pages: Pages) -> None:
    assert f"周{HOSTILE}" in Elements(section(pages["full", "zh"], "problems")).words


def test_script_data_survives_the_round_trip() -> None:
    data = {"name": "</script><!--\u2028&", "value": None}
    text = script_json(data)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_owners_are_masked(pages: Pages, full: Diagnosis, lang: Lang) -> None:
    html = pages["full", lang]
    for car in full.churn.at_risk:
        for secret in (car.phone, car.vin, car.plate):
            assert secret
            assert secret not in html
    for secret in ("张小明", "欧阳娜", "13800001111", "13912345678", "138 1234 5678", "LATPAB071W10053001"):
        assert secret not in html
    assert "138****" in html
    assert "欧阳*" in html
    assert "沪A·***" in html


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_the_page_is_built_for_a_screen_reader(pages: Pages, page: tuple[str, Lang]) -> None:
    tags = Elements(pages[page]).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for tag, a in tags if tag == "a"}
    assert targets <= set(ids)
    assert {key for key, _ in SECTIONS} <= targets
    charts = [a for _, a in tags if "data-chart" in a]
    assert all(a["role"] == "img" and a["aria-label"] for a in charts)
    assert pages[page].count("<figure") == len(charts)


def test_every_chart_has_its_figures_in_a_table(pages: Pages) -> None:
    html = pages["full", "zh"]
    figures = re.findall(r"<figure.*?</figure>", html, re.S)
    assert len(figures) >= 15
    for figure in figures:
        assert "<details" in figure
        assert figure.count("<tr>") > 2
    data = json.loads(html[html.index('id="report-data">') + 17 : html.index("</script>")])
    assert set(data["charts"]) == set(re.findall(r'data-chart="([^"]+)"', html))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_file_stays_small(pages: Pages, lang: Lang) -> None:
    assert len(pages["full", lang].encode()) <= 1_200_000


def test_figures_without_a_standard_show_no_light(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "vitals")).words
    assert "预约爽约率 仅供参考" in words
    assert "三年留存率 达标" in words


def test_scores_change_in_points_of_the_score_and_not_in_percentage_points(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "vitals")).words
    assert "变差 −4.8 上期51.0" in words


def test_packages_stand_apart_from_services(pages: Pages) -> None:
    words = Elements(section(pages["full", "zh"], "services")).words
    assert words.index("卖得最好的10个套餐") < words.index("两年四次保养套餐")


def test_the_funnel_ends_where_too_few_cars_are_left(full: Diagnosis) -> None:
    retention = replace(full.retention, funnel=[*full.retention.funnel, FunnelStep(6, 3, 3, 1.0)])
    html = render_html(diagnosis=replace(full, retention=retention), lang="zh")
    assert "第5次保养" in section(html, "retention")
    assert "第6次保养" not in section(html, "retention")


def test_every_section_of_an_empty_diagnosis_says_what_to_export(pages: Pages) -> None:
    html = pages["empty", "zh"]
    for key, _ in SECTIONS:
        if key not in ("quality", "method"):
            assert 'class="missing"' in section(html, key), key
    assert "这些文件还不够下结论" in section(html, "verdict")
    assert "维修工单：车架号、进厂时间、工单号" in section(html, "quality")


def test_english_is_complete(pages: Pages) -> None:
    words = Elements(pages["empty", "en"]).words
    for own in ("留客", "新车.xlsx"):
        words = words.replace(own, "")
    assert re.findall(r"[\u4e00-\u9fff]+", words) == []


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("a code without words", {"issue_tree": [], "actions": ["not_worded"], "unmoved": ["not_worded"]}),
        ("the whole group", {"slice": {}, "rest_series": []}),
        ("no series", {"series": [], "rest_series": [], "siblings": []}),
        ("onset outside the series", {"since": "2019-01"}),
        ("a KPI of money", {"kpi": "revenue_per_visit", "from_": 1_300.0, "to": 1_050.0}),
        ("a KPI nobody knows", {"kpi": "new_kpi"}),
        ("from nothing", {"from_": 0.0}),
        ("no effect to split", {"split": Split(0.0, 0.0, 0.0)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_unusual_problems_are_still_told(full: Diagnosis, case: str, change: dict[str, object]) -> None:
    problem: Problem = replace(full.problems[0], **change)  # type: ignore[arg-type]
    for lang in ("zh", "en"):
        html = render_html(diagnosis=replace(full, problems=[problem]), lang=lang)  # type: ignore[arg-type]
        assert 'id="problem-1"' in html
        assert "%(" not in Elements(html).words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_is_left_unfilled(pages: Pages, lang: Lang) -> None:
    for name in ("full", "empty"):
        assert "%(" not in Elements(pages[name, lang]).words


def test_a_step_or_remark_nobody_has_worded_is_shown_by_its_code(full: Diagnosis) -> None:
    quality = replace(
        full.quality, remarks=[Remark("new_remark", "fixed", "a.csv", "a", "里程", 1, [(2, "x")])]
    )
    html = render_html(
        diagnosis=replace(full, quality=quality, plan=[PlanStep("new_step", {}, "new_sheet", 3)])
    )
    assert "new remark" in html
    assert "new step" in html
    assert "new sheet" in html
