"""Method: definitions and rules behind the figures."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.churn.findings import Churn
from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import kpis
from liuke.insight.reports.wording.remarks import PROFIT_BASIS

_FORECAST = N_("Who is leaving")
NOTES = (
    (
        N_("Mature cohorts"),
        N_(
            "A delivery month counts only once its first service is due and three months of grace have"
            " passed. Younger"
            " months are left blank, never shown as 0 %, and old cohorts get no more time than young ones."
        ),
    ),
    (
        N_("Owners and cars"),
        N_(
            "The owner of a car is the phone in the sales record, else that of its latest order, else the"
            " VIN. Equal"
            " phones are one owner. Whoever brings the car in does not become its owner."
        ),
    ),
    (
        N_("Visits"),
        N_(
            "A visit is a settled order; two orders of one car in one store on one day are one visit. It is a"
            " maintenance visit if any line is maintenance."
        ),
    ),
    (
        N_("Problems"),
        N_(
            "For each KPI all slices of one to three dimensions are compared with their own past. A change"
            " of the mix"
            " is taken out, chance is controlled over all slices searched, and the coarsest slice that tells"
            " the whole"
            " story is named."
        ),
    ),
    (
        N_("Owners lost and yuan"),
        N_(
            "Owners who would have come had the slice gone on as before, times the gross profit such an"
            " owner brings"
            " over the coming years, discounted."
        ),
    ),
    (
        _FORECAST,
        N_(
            "Each car is measured against its own rhythm: days since the last visit against the days its own"
            " interval allows. The probability is that of no visit in 12 months."
        ),
    ),
    (
        N_("Points and relative change"),
        N_("From 75 % to 58 % is −17 points and −23 % relative. Both are given."),
    ),
)

PROVED = N_("It was proved on a year the model had not seen.")
NOT_PROVED = N_("These files cannot prove it: it is a rule of thumb.")


@dataclass(frozen=True)
class Method:
    notes: list[tuple[str, str]]
    definitions: list[tuple[str, str, str]]
    run: str
    timings: list[tuple[str, str]]


def build_method(diagnosis: Diagnosis, pen: Pen) -> Method:
    basis = (pen.t("Gross profit"), pen.t(PROFIT_BASIS[diagnosis.profit_basis]))
    definitions = [
        (pen.t(kpis.words(kpi.key).name), kpi.key, pen.t(kpis.words(kpi.key).definition))
        for kpi in diagnosis.kpis
    ]
    return Method(
        [*_notes(diagnosis.churn, pen), basis],
        definitions,
        pen.t(
            "Liuke %(version)s, engine %(engine)s, format %(schema)s.",
            version=diagnosis.liuke_version,
            engine=diagnosis.engine,
            schema=diagnosis.schema_version,
        ),
        [
            (step.replace("_", " "), pen.t("%(number)s s", number=pen.f.number(s, 2)))
            for step, s in diagnosis.timings.items()
        ],
    )


def _notes(churn: Churn, pen: Pen) -> list[tuple[str, str]]:
    """The notes, with what the forecast rests on where there is one."""
    proof = "" if churn.why_not == "no_visits" else pen.t(PROVED if churn.backtest else NOT_PROVED)
    return [
        (pen.t(title), pen.t.sentences([pen.t(text), proof if title == _FORECAST else ""]))
        for title, text in NOTES
    ]
