"""Who is leaving: the forecast, its proof on the past, the gravest cars, the sleepers."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.churn.findings import AtRisk, Backtest, Churn, ReasonCount, RiskBand, SleeperBand
from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports import masking
from liuke.insight.reports.charts.chart import Chart, Heading, Line, Trail
from liuke.insight.reports.charts.columns import Bottom, columns
from liuke.insight.reports.charts.plane import square
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, bar
from liuke.insight.reports.wording import reasons

_SHOWN_CARS = 30
_GOOD_CALIBRATION = 0.03


@dataclass(frozen=True)
class BandRow:
    name: str
    vehicles: str
    bar: Bar
    stake: str


@dataclass(frozen=True)
class Car:
    vin: str
    plate: str
    owner: str
    phone: str
    series: str
    store: str
    adviser: str
    due: str
    overdue: str
    probability: str
    bar: Bar
    stake: str
    reasons: str


@dataclass(frozen=True)
class Sleeper:
    name: str
    vehicles: str
    woke: str
    profit: str
    worth: str
    verdict: str
    word: str


@dataclass(frozen=True)
class Proof:
    """The back-test in sentences and charts."""

    setting: str
    sentences: list[str]
    charts: list[Chart]


@dataclass(frozen=True)
class Leaving:
    sentence: str
    bands: list[BandRow]
    reasons: list[BandRow]
    cars: list[Car]
    proof: Proof | None
    why_not: str
    sleepers: list[Sleeper]


def build_leaving(diagnosis: Diagnosis, pen: Pen) -> Leaving | None:
    """None when there is no car to score, or none has ever come."""
    churn = diagnosis.churn
    if churn.vehicles_scored == 0 or churn.why_not == "no_visits":
        return None
    return Leaving(
        sentence=pen.t(
            "Of %(active)s that came or were delivered in the latest 18 months, about %(leavers)s are likely"
            " not to come in the next 12 months.",
            active=pen.cars(churn.vehicles_active),
            leavers=pen.cars(churn.expected_leavers),
        ),
        bands=[_band(b, churn, pen) for b in churn.bands],
        reasons=[_reason(r, churn, pen) for r in churn.reasons],
        cars=[_car(c, pen) for c in churn.at_risk[:_SHOWN_CARS]],
        proof=_proof(churn.backtest, pen) if churn.backtest else None,
        why_not=why_not(churn, pen),
        sleepers=[_sleeper(s, pen) for s in churn.sleepers]
        if any(s.vehicles for s in churn.sleepers)
        else [],
    )


def why_not(churn: Churn, pen: Pen) -> str:
    """Why there is no proof: a worded code, or the sentence the model gave."""
    if churn.backtest is not None:
        return ""
    return pen.t(
        reasons.WHY_NOT.get(churn.why_not or "", churn.why_not or reasons.WHY_NOT["history_too_short"])
    )


def _band(band: RiskBand, churn: Churn, pen: Pen) -> BandRow:
    return BandRow(
        f"{pen.f.share(band.probability_from, 0)}–{pen.f.share(band.probability_to, 0)}",
        pen.f.number(band.vehicles),
        bar(band.vehicles, most=max(b.vehicles for b in churn.bands)),
        pen.f.yuan(band.stake_yuan),
    )


def _reason(reason: ReasonCount, churn: Churn, pen: Pen) -> BandRow:
    return BandRow(
        reasons.label(reason.code, pen.t),
        pen.f.number(reason.vehicles),
        bar(reason.vehicles, most=max(r.vehicles for r in churn.reasons)),
        pen.f.yuan(reason.stake_yuan),
    )


def _car(car: AtRisk, pen: Pen) -> Car:
    return Car(
        vin=masking.masked_vin(car.vin),
        plate=masking.masked_plate(car.plate),
        owner=masking.masked_name(car.name),
        phone=masking.masked_phone(car.phone),
        series=car.series or "",
        store=car.store or "",
        adviser=car.adviser or "",
        due=pen.f.day(car.due_day),
        overdue=_overdue(car, pen),
        probability=pen.f.share(car.probability, 0),
        bar=bar(car.probability, most=1.0),
        stake=pen.f.exact_yuan(car.stake_yuan),
        reasons=pen.t.join([reasons.sentence(code, figures, pen.t) for code, figures in car.reasons]),
    )


def _overdue(car: AtRisk, pen: Pen) -> str:
    if car.overdue_days <= 0:
        return pen.t("due in %(days)s days", days=pen.f.number(-car.overdue_days))
    return pen.t("%(days)s days overdue", days=pen.f.number(car.overdue_days))


def _proof(test: Backtest, pen: Pen) -> Proof:
    setting = pen.t(
        "On %(cutoff)s, knowing nothing of what came after, the model was asked which of %(cars)s would stay"
        " away"
        " for 12 months. %(leavers)s did.",
        cutoff=pen.f.day(test.cutoff),
        cars=pen.cars(test.vehicles),
        leavers=pen.f.number(test.leavers),
    )
    return Proof(
        setting, _proof_sentences(test, pen), [_calibration(test, pen), _gains(test, pen), _worth(test, pen)]
    )


def _proof_sentences(test: Backtest, pen: Pen) -> list[str]:
    ranking = pen.t(
        "Shown a leaver and a stayer, it names the leaver in %(auc)s of cases; sorting by days overdue, as a"
        " spreadsheet does, in %(baseline)s.",
        auc=pen.f.share(test.auc, 0),
        baseline=pen.f.share(test.baseline.auc, 0),
    )
    lift = pen.t(
        "The tenth it ranks first holds %(lift)s times as many leavers as an average tenth (days overdue:"
        " %(baseline)s).",
        lift=pen.f.number(test.lift_top_decile, 1),
        baseline=pen.f.number(test.baseline.lift_top_decile, 1),
    )
    if test.ece <= _GOOD_CALIBRATION:
        honest = pen.t(
            "Its probabilities can be taken at their word: on average they miss by %(ece)s.",
            ece=pen.f.points(test.ece, signed=False),
        )
    else:
        honest = pen.t(
            "Its probabilities miss by %(ece)s on average: use them to order the calls, not to count.",
            ece=pen.f.points(test.ece, signed=False),
        )
    money = pen.t(
        "It foretold %(forecast)s of profit for the year, %(actual)s came: %(error)s.",
        forecast=pen.f.yuan(test.value_forecast_yuan),
        actual=pen.f.yuan(test.value_actual_yuan),
        error=pen.f.change(test.value_error),
    )
    return [ranking, lift, honest, money]


def _calibration(test: Backtest, pen: Pen) -> Chart:
    heading = Heading(
        "calibration",
        pen.t("Foretold and observed"),
        pen.t("Each mark is a tenth of the cars. On the dashed line, what was foretold is what happened."),
    )
    points = [(b.predicted, b.observed) for b in test.calibration]
    line = Trail(pen.t("share that stayed away"), "a", points, marks=True)
    return square(
        pen, heading, x=pen.t("foretold probability"), lines=[line], diagonal=pen.t("exactly right")
    )


def _gains(test: Backtest, pen: Pen) -> Chart:
    heading = Heading(
        "gains",
        pen.t("Leavers reached by the first calls"),
        pen.t("Calling in the model's order reaches more of the leavers with the same number of calls."),
    )
    lines = [
        Trail(pen.t("this forecast"), "a", [(called, model) for called, model, _ in test.gains]),
        Trail(pen.t("by days overdue"), "b", [(called, baseline) for called, _, baseline in test.gains]),
    ]
    return square(pen, heading, x=pen.t("share of cars called"), lines=lines, diagonal=pen.t("at random"))


def _worth(test: Backtest, pen: Pen) -> Chart:
    heading = Heading(
        "worth",
        pen.t("Profit per car, foretold and real"),
        pen.t("Cars in ten groups from least to most valuable by the forecast."),
    )
    groups = sorted(test.value_error_by_decile)
    bars = [
        Line(pen.t("foretold"), "a", [forecast for forecast, _ in groups]),
        Line(pen.t("real"), "b", [actual for _, actual in groups]),
    ]
    labels = [str(n) for n in range(1, len(groups) + 1)]
    return columns(pen, heading, bottom=Bottom(pen.t("group"), labels), bars=bars, unit="yuan")


def _sleeper(band: SleeperBand, pen: Pen) -> Sleeper:
    verdicts = {
        True: ("wake", pen.t("worth waking")),
        False: ("leave", pen.t("leave asleep")),
        None: ("unknown", pen.t("too few to tell")),
    }
    verdict, word = verdicts[band.wake]
    if band.months_to is None:
        name = pen.t("asleep for over %(from)s months", **{"from": band.months_from})
    else:
        name = pen.t("asleep for %(from)s–%(to)s months", **{"from": band.months_from, "to": band.months_to})
    return Sleeper(
        name,
        pen.f.number(band.vehicles),
        pen.t("%(share)s of %(cars)s", share=pen.f.share(band.woke_share), cars=pen.f.number(band.woke_of)),
        pen.f.exact_yuan(band.profit_per_waker_yuan),
        pen.f.exact_yuan(band.worth_yuan_per_call),
        verdict,
        word,
    )
