"""The whole page: its head, its sections in order, and what the script needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.sections.data_quality import DataQuality, build_data_quality
from liuke.insight.reports.sections.first_week import StepRow, build_first_week
from liuke.insight.reports.sections.leaving import Leaving, build_leaving
from liuke.insight.reports.sections.method import Method, build_method
from liuke.insight.reports.sections.owners import Owners, build_owners
from liuke.insight.reports.sections.people import Team, build_people
from liuke.insight.reports.sections.problems import Problems, build_problems
from liuke.insight.reports.sections.retention import RetentionPage, build_retention
from liuke.insight.reports.sections.season import SeasonPage, build_season
from liuke.insight.reports.sections.services import ServicesPage, build_services
from liuke.insight.reports.sections.verdict import Verdict, build_verdict
from liuke.insight.reports.sections.vitals import Vitals, build_vitals, why_not
from liuke.insight.reports.sections.worth import Worth, build_worth

SECTIONS = (
    ("verdict", N_("Verdict")),
    ("vitals", N_("Vital signs")),
    ("retention", N_("Retention")),
    ("problems", N_("Problems")),
    ("warnings", N_("Early warnings")),
    ("owners", N_("Who matters")),
    ("leaving", N_("Who is leaving")),
    ("worth", N_("What owners are worth")),
    ("season", N_("Season")),
    ("services", N_("Services")),
    ("people", N_("People")),
    ("plan", N_("What to do on Monday")),
    ("quality", N_("Data quality")),
    ("method", N_("Method")),
)
_NAMED_STORES = 3


@dataclass(frozen=True)
class Page:
    """``why_not`` tells by figure why it has no value though the files had all it needs: a part of the page
    that rests on the same rows is empty for the same reason."""

    title: str
    stores: str
    facts: list[tuple[str, str]]
    navigation: list[tuple[str, str]]
    verdict: Verdict
    vitals: Vitals
    retention: RetentionPage
    problems: Problems
    owners: Owners | None
    leaving: Leaving | None
    worth: Worth | None
    season: SeasonPage | None
    services: ServicesPage | None
    people: list[Team]
    plan: list[StepRow]
    quality: DataQuality
    method: Method
    why_not: dict[str, str]


def build_page(diagnosis: Diagnosis, pen: Pen) -> Page:
    """Every section in the reader's language; the charts are left in ``pen.charts``."""
    return Page(
        title=pen.t("After-sales retention: diagnosis"),
        stores=_stores(diagnosis, pen),
        facts=_facts(diagnosis, pen),
        navigation=[(key, pen.t(title)) for key, title in SECTIONS],
        verdict=build_verdict(diagnosis, pen),
        vitals=build_vitals(diagnosis, pen),
        retention=build_retention(diagnosis, pen),
        problems=build_problems(diagnosis, pen),
        owners=build_owners(diagnosis, pen),
        leaving=build_leaving(diagnosis, pen),
        worth=build_worth(diagnosis, pen),
        season=build_season(diagnosis, pen),
        services=build_services(diagnosis, pen),
        people=build_people(diagnosis, pen),
        plan=build_first_week(diagnosis, pen),
        quality=build_data_quality(diagnosis, pen),
        method=build_method(diagnosis, pen),
        why_not=_why_not(diagnosis, pen),
    )


def _stores(diagnosis: Diagnosis, pen: Pen) -> str:
    names = pen.t.join(diagnosis.stores[:_NAMED_STORES])
    more = len(diagnosis.stores) - _NAMED_STORES
    return pen.t("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names


def _facts(diagnosis: Diagnosis, pen: Pen) -> list[tuple[str, str]]:
    """What the verdict rests on; the cut-off day itself is no longer counted."""
    return [
        (pen.t("Data up to"), pen.f.day(diagnosis.as_of - dt.timedelta(days=1))),
        (pen.t("Cars"), pen.f.number(diagnosis.vehicles)),
        (pen.t("Owners"), pen.f.number(diagnosis.owners)),
        (pen.t("Rows used"), pen.f.number(diagnosis.rows.accepted)),
    ]


def _why_not(diagnosis: Diagnosis, pen: Pen) -> dict[str, str]:
    told = {kpi.key: why_not(kpi, pen) for kpi in diagnosis.kpis if kpi.why}
    came = any(kpi.key == "yearly_visits_per_owner" and kpi.value is not None for kpi in diagnosis.kpis)
    return {**told, "season": pen.t("No month is complete yet.")} if came else told
