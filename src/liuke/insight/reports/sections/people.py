"""Advisers and technicians, small numbers drawn towards the mean."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.operations.findings import PersonFigures
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Scale, scale_of


@dataclass(frozen=True)
class Dot:
    """A figure with its interval, as per cent of the picture's width."""

    at: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class PersonRow:
    name: str
    store: str
    visits: str
    revenue: str
    dot: Dot | None
    raw: str
    satisfaction: str
    answers: str


@dataclass(frozen=True)
class Team:
    """``mean_at`` is the team's mean on the dots' scale; ``measure`` names what the dots show."""

    title: str
    measure: str
    mean: str
    mean_at: float
    rows: list[PersonRow]


def build_people(diagnosis: Diagnosis, pen: Pen) -> list[Team]:
    """Advisers by their owners' return, technicians by first-time fix; empty without names."""
    people = diagnosis.people
    teams = []
    if people.advisers:
        teams.append(
            _team(pen.t("Service advisers"), pen.t("owners who come back"), people.advisers, "return", pen)
        )
    if people.technicians:
        has_fix = any(p.first_time_fix_shrunk is not None for p in people.technicians)
        measure = pen.t("fixed the first time") if has_fix else pen.t("owners who come back")
        teams.append(
            _team(pen.t("Technicians"), measure, people.technicians, "fix" if has_fix else "return", pen)
        )
    return teams


def _figures(
    person: PersonFigures, which: str
) -> tuple[float | None, float | None, float | None, float | None, int]:
    """(raw, shrunk, low, high, weight) of the measure shown."""
    if which == "fix":
        shrunk = person.first_time_fix_shrunk
        return person.first_time_fix, shrunk, shrunk, shrunk, person.repairs
    return (
        person.return_share,
        person.return_share_shrunk,
        person.return_low,
        person.return_high,
        person.visits,
    )


def _team(title: str, measure: str, people: list[PersonFigures], which: str, pen: Pen) -> Team:
    found = [(person, _figures(person, which)) for person in people]
    found.sort(key=lambda pair: (pair[1][1] is None, -(pair[1][1] or 0.0), pair[0].name))
    scale = scale_of([v for _, (_, shrunk, low, high, _) in found for v in (shrunk, low, high)])
    weights = sum(weight for _, (raw, _, _, _, weight) in found if raw is not None)
    total = sum(raw * weight for _, (raw, _, _, _, weight) in found if raw is not None)
    mean = total / weights if weights else None
    rows = [_person(person, figures, scale, pen) for person, figures in found]
    return Team(title, measure, pen.f.share(mean), scale.at(mean) if mean is not None else 0.0, rows)


def _person(
    person: PersonFigures,
    figures: tuple[float | None, float | None, float | None, float | None, int],
    scale: Scale,
    pen: Pen,
) -> PersonRow:
    raw, shrunk, low, high, _ = figures
    dot = None
    if shrunk is not None:
        dot = Dot(
            scale.at(shrunk),
            scale.at(low if low is not None else shrunk),
            scale.at(high if high is not None else shrunk),
            pen.f.share(shrunk),
        )
    return PersonRow(
        person.name,
        person.store or "",
        pen.f.number(person.visits),
        pen.f.exact_yuan(person.revenue_per_visit_yuan),
        dot,
        pen.f.share(raw),
        pen.f.share(person.satisfaction_shrunk),
        pen.f.number(person.answers),
    )
