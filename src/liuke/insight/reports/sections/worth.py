"""What an owner is worth, by the simple calculation and by the statistical one."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.charts.chart import Chart, Heading, Line
from liuke.insight.reports.charts.columns import Bottom, columns
from liuke.insight.reports.pen import Pen
from liuke.insight.value.findings import SimpleValue, StatisticalValue


@dataclass(frozen=True)
class Worth:
    """``sum`` are the lines of the simple calculation, its result last; ``facts`` (name, figure) pairs."""

    point: str
    sum: list[tuple[str, str]]
    sum_sentences: list[str]
    facts: list[tuple[str, str]]
    error: str
    deciles: Chart | None


def build_worth(diagnosis: Diagnosis, pen: Pen) -> Worth | None:
    value = diagnosis.value
    if value.simple is None and value.statistical is None:
        return None
    point = ""
    if value.point_of_retention_yuan is not None:
        point = pen.t(
            "One more point of yearly retention of today's %(cars)s is worth %(yuan)s.",
            cars=pen.cars(value.active_vehicles),
            yuan=pen.f.yuan(value.point_of_retention_yuan),
        )
    return Worth(
        point,
        _sum(value.simple, pen) if value.simple else [],
        _sum_sentences(value.simple, pen) if value.simple else [],
        _facts(value.statistical, pen) if value.statistical else [],
        _error(value.statistical, pen) if value.statistical else "",
        _deciles(value.statistical, pen) if value.statistical and value.statistical.deciles else None,
    )


def _sum(simple: SimpleValue, pen: Pen) -> list[tuple[str, str]]:
    maintenance = simple.maintenance_visits * simple.maintenance_yuan_per_visit
    formula = pen.t(
        "maintenance: %(visits)s visits × %(yuan)s",
        visits=pen.f.number(simple.maintenance_visits, 1),
        yuan=pen.f.exact_yuan(simple.maintenance_yuan_per_visit),
    )
    return [
        (formula, pen.f.exact_yuan(maintenance)),
        (pen.t("repairs"), pen.f.exact_yuan(simple.repair_yuan)),
        (pen.t("value-added services"), pen.f.exact_yuan(simple.added_services_yuan)),
        (
            pen.t("revenue over %(years)s years", years=pen.f.number(simple.years, 1)),
            pen.f.exact_yuan(simple.revenue_yuan),
        ),
    ]


def _sum_sentences(simple: SimpleValue, pen: Pen) -> list[str]:
    sentences = []
    if simple.margin_yuan is not None:
        sentences.append(
            pen.t(
                "At a margin of %(rate)s that is %(yuan)s of gross profit.",
                rate=pen.f.share(simple.margin_rate, 0),
                yuan=pen.f.exact_yuan(simple.margin_yuan),
            )
        )
    if simple.ratio_to_new_car_margin is not None:
        sentences.append(
            pen.t(
                "The margin of the new car is %(car)s: after-sales is worth %(times)s times as much.",
                car=pen.f.exact_yuan(simple.new_car_margin_yuan),
                times=pen.f.number(simple.ratio_to_new_car_margin, 2),
            )
        )
    return sentences


def _facts(found: StatisticalValue, pen: Pen) -> list[tuple[str, str]]:
    return [
        (pen.t("mean per car"), pen.f.exact_yuan(found.mean_yuan)),
        (pen.t("median per car"), pen.f.exact_yuan(found.median_yuan)),
        (pen.t("all cars together"), pen.f.yuan(found.total_yuan)),
        (pen.t("looking ahead"), pen.t("%(years)s years", years=pen.f.number(found.horizon_years))),
        (pen.t("discounted at"), pen.f.share(found.discount_rate, 0)),
    ]


def _error(found: StatisticalValue, pen: Pen) -> str:
    if found.error is None:
        return pen.t("The files are too short to prove this forecast on the past.")
    if found.plain_bgnbd_error is None:
        return pen.t("Tried on the last 12 months it missed by %(error)s.", error=pen.f.change(found.error))
    return pen.t(
        "Tried on the last 12 months it missed by %(error)s; the textbook model (BG/NBD), which treats cars"
        " as"
        " if they came at random, by %(plain)s.",
        error=pen.f.change(found.error),
        plain=pen.f.change(found.plain_bgnbd_error),
    )


def _deciles(found: StatisticalValue, pen: Pen) -> Chart:
    heading = Heading(
        "value-deciles",
        pen.t("Future value per car, in ten groups"),
        pen.t(
            "The most valuable tenth holds %(share)s of all future value.",
            share=pen.f.share(max(found.deciles, key=lambda d: d.mean_yuan).share, 0),
        ),
    )
    ordered = sorted(found.deciles, key=lambda d: d.mean_yuan)
    bars = [Line(pen.t("mean value per car"), "a", [d.mean_yuan for d in ordered])]
    labels = [str(n) for n in range(1, len(ordered) + 1)]
    return columns(pen, heading, bottom=Bottom(pen.t("group"), labels), bars=bars, unit="yuan", labelled=True)
