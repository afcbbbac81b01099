"""The sentences keep to the figures where there are few of them, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liuke.insight.diagnosis.contract import Diagnosis, PlanStep, Searched
from liuke.insight.diagnosis.first_week import plan_week
from liuke.insight.metrics.findings import SeriesPoint
from liuke.insight.reports.language import Lang
from liuke.insight.reports.write_html import render_html


def section(html: str, key: str) -> str:
    start = html.index(f'<section id="{key}"')
    return html[start : html.index("</section>", start)]


def unproved(diagnosis: Diagnosis, why: str) -> Diagnosis:
    return replace(diagnosis, churn=replace(diagnosis.churn, backtest=None, why_not=why))


def without_orders(diagnosis: Diagnosis) -> Diagnosis:
    """Cars are sold and scored, but none has ever come."""
    return replace(
        unproved(diagnosis, "no_visits"),
        kpis=[replace(kpi, value=None, needs=["work_orders.order_no"]) for kpi in diagnosis.kpis],
        problems=[],
        early_warnings=[],
        searched=Searched([], []),
    )


def test_the_method_claims_a_proof_only_where_there_is_one(full: Diagnosis) -> None:
    proved = section(render_html(diagnosis=full), "method")
    assert "已用模型没见过的一年验证过" in proved
    assert "没法验证" not in proved
    rule = section(render_html(diagnosis=unproved(full, "too_few_cars")), "method")
    assert "没见过的一年" not in rule
    assert "这次的文件没法验证，概率是按经验估的" in rule
    none = section(render_html(diagnosis=without_orders(full)), "method")
    assert "没见过的一年" not in none
    assert "按经验" not in none


def test_the_calls_of_the_week_are_not_told_as_the_cars_that_leave(full: Diagnosis) -> None:
    words = section(render_html(diagnosis=full), "plan")
    assert "1,177辆车流失概率在30%以上，涉及185.7万元" in words
    assert "很可能不再回店" not in words


def test_without_amounts_no_yuan_are_at_stake(full: Diagnosis) -> None:
    step = PlanStep("call_at_risk", {"weekday": 2.0, "vehicles": 12.0, "yuan": 0.0}, "at_risk", 12)
    html = render_html(diagnosis=replace(full, churn=replace(full.churn, stake_yuan=0.0), plan=[step]))
    assert "约有1,688辆车不再回店。" in section(html, "verdict")
    assert "12辆车流失概率在30%以上。每位顾问" in section(html, "plan")


def test_cars_seen_are_those_that_came_or_were_delivered(full: Diagnosis) -> None:
    assert "最近18个月来过或交车的4,012辆车里" in section(render_html(diagnosis=full), "leaving")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nobody_ever_came_nothing_is_foretold(full: Diagnosis, lang: Lang) -> None:
    html = render_html(diagnosis=without_orders(full), lang=lang)
    assert 'class="outlook"' not in html
    for key in ("leaving", "owners", "problems", "warnings"):
        assert 'class="missing"' in section(html, key), key
        assert "<table" not in section(html, key), key
    assert 'class="calm"' not in html


def test_orders_that_all_were_cancelled_are_no_good_news(full: Diagnosis) -> None:
    given = without_orders(full)
    kpis = [
        replace(kpi, value=0.0, needs=[])
        if kpi.key == "visits"
        else replace(kpi, needs=[], why="no_settled_orders")
        for kpi in given.kpis
    ]
    html = render_html(diagnosis=replace(given, kpis=kpis))
    verdict = section(html, "verdict")
    assert "这些文件还不够下结论" in verdict
    assert "文件里没有一张已结算的工单。" in verdict
    assert "没有发现真正在变差的环节" not in html
    assert "和以前一样回店" not in html
    assert "文件里没有一张已结算的工单。" in section(html, "problems")


def test_what_was_too_small_to_be_searched_is_not_told_as_sound(full: Diagnosis) -> None:
    few = replace(full, problems=[], early_warnings=[], searched=Searched([], []))
    html = render_html(diagnosis=few)
    assert "车和进场台次太少，还看不出哪里在变差" in section(html, "verdict")
    assert "至少有150个样本" in section(html, "problems")
    assert "到期的车太少" in section(html, "warnings")
    some = render_html(diagnosis=replace(few, searched=Searched(["average_wait"], [])))
    assert "没有发现真正在变差的环节" in section(some, "verdict")
    assert "已按各个维度查过：平均等待时长。" in section(some, "problems")
    assert "到期的车太少" in section(some, "warnings")


def test_a_handful_of_owners_is_not_judged_by_shares(full: Diagnosis) -> None:
    words = section(render_html(diagnosis=replace(full, rfm=replace(full.rfm, owners=1))), "owners")
    assert "只有1位车主，太少了" in words
    assert "最有价值的20%车主" not in words
    assert "常用门槛不适合" not in words
    assert "按贴合您车主的门槛" not in words
    assert "利润有多集中" not in words


def test_the_grade_that_fits_worst_is_the_one_named(full: Diagnosis) -> None:
    tiers = replace(
        full.rfm.tiers,
        sleeping=replace(full.rfm.tiers.sleeping, share=0.0),
        ordinary=replace(full.rfm.tiers.ordinary, share=1.0),
    )
    words = section(render_html(diagnosis=replace(full, rfm=replace(full.rfm, tiers=tiers))), "owners")
    assert "100.0%被划进“普通”，应有30%" in words


def test_revenue_is_not_called_profit_where_nothing_is_known_of_costs(full: Diagnosis) -> None:
    html = render_html(diagnosis=replace(full, profit_basis="settled_amount"))
    assert "利润" not in section(html, "owners")
    assert "的售后营收。" in section(html, "owners")
    assert "贡献53.4%的营收" in section(html, "plan")


def test_a_line_without_points_is_not_drawn(full: Diagnosis) -> None:
    blank = [
        replace(s, points=[SeriesPoint(p.month, None, None, None, p.mature) for p in s.points])
        if s.axis != "calendar"
        else s
        for s in full.series
    ]
    assert 'data-chart="due-' in render_html(diagnosis=full)
    assert 'data-chart="due-' not in render_html(diagnosis=replace(full, series=blank))


def test_facts_of_stores_are_named_with_their_place_and_are_no_columns_to_export(full: Diagnosis) -> None:
    figures: dict[str, float | str | None] = {"weekday": 5.0, "kpis": 2.0, "settings": "staff area_m2"}
    words = section(
        render_html(diagnosis=replace(full, plan=[PlanStep("missing_settings", figures, None, 0)])), "plan"
    )
    assert "在mapping.yaml的“settings: stores:”下按门店写上" in words
    assert "售后人数 (staff)、面积（平方米） (area_m2)" in words
    assert "就能多算2个指标" in words
    assert "把缺的列导出来" not in words


def test_a_figure_that_lacks_columns_and_settings_is_promised_by_neither(full: Diagnosis) -> None:
    needs = {
        "visits": ["work_orders.order_no"],
        "revenue_per_visit": ["settings.stores.staff"],
        "average_wait": ["work_orders.started_at", "settings.stores.bays"],
    }
    kpis = [replace(kpi, needs=needs[kpi.key]) for kpi in full.kpis if kpi.key in needs]
    steps = plan_week(
        problems=[], churn=full.churn, rfm=full.rfm, kpis=kpis, rows=full.rows, phones=[], list_rows={}
    )
    told = {step.code: step.figures for step in steps if step.code.startswith("missing")}
    assert told == {
        "missing_columns": {"weekday": 5.0, "kpis": 1.0},
        "missing_settings": {"weekday": 5.0, "kpis": 1.0, "settings": "staff"},
    }


def test_where_nobody_ever_came_no_calls_are_planned(full: Diagnosis) -> None:
    churn = unproved(full, "no_visits").churn
    for told, planned in ((full.churn, True), (churn, False)):
        steps = plan_week(
            problems=[],
            churn=told,
            rfm=full.rfm,
            kpis=[],
            rows=full.rows,
            phones=[],
            list_rows={"at_risk": 5},
        )
        assert any(step.code == "call_at_risk" for step in steps) is planned


def test_a_handful_of_leavers_is_not_told_in_shares(full: Diagnosis) -> None:
    few = [replace(stop, vehicles=1) for stop in full.retention.leavers]
    html = render_html(diagnosis=replace(full, retention=replace(full.retention, leavers=few)))
    assert "最后一次" in section(render_html(diagnosis=full), "retention")
    assert "最后一次" not in section(html, "retention")
    assert "车太少，看不出规律" in section(html, "retention")


def test_what_the_files_have_is_not_asked_for(full: Diagnosis) -> None:
    blank = replace(full.retention, first_return_curves=[], second_return_curves=[])
    season = replace(full.season, months=[])
    html = render_html(diagnosis=replace(full, retention=blank, season=season))
    assert "回店曲线需要" not in html
    assert "还没有一个完整的月份" in section(html, "season")
    assert "淡旺季需要带日期" not in html


def test_a_handful_of_owners_brings_revenue_where_costs_are_unknown(full: Diagnosis) -> None:
    few = replace(full, profit_basis="settled_amount", rfm=replace(full.rfm, owners=1))
    assert "看不出营收来自谁" in section(render_html(diagnosis=few), "owners")
