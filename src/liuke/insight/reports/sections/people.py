"""Advisers and technicians, small numbers drawn towards the mean."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.operations.findings import PersonFigures
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Scale, scale_of

_LEAST_SPAN = 0.2
"""Shares across the width of the picture: colleagues a point apart stand side by side."""


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


@dataclass(frozen=True)
class Team:
    """``mean_at`` is the mean on the dots' scale (None: nothing counted); ``measure`` is what they show."""

    title: str
    measure: str
    mean: str
    mean_at: float | None
    rows: list[PersonRow]


def build_people(diagnosis: Diagnosis, pen: Pen) -> list[Team]:
    """Advisers by their owners' return, technicians by first-time fix; empty without names."""
    people = diagnosis.people
    teams = []
    if people.advisers:
        found = [(person, _returns(person)) for person in people.advisers]
        teams.append(_team(pen.t("Service advisers"), pen.t("owners who come back"), found, pen))
    if people.technicians:
        fixes = [(person, _fixes(person)) for person in people.technicians]
        if any(measure.shrunk is not None for _, measure in fixes):
            teams.append(_team(pen.t("Technicians"), pen.t("fixed the first time"), fixes, pen))
        else:
            found = [(person, _returns(person)) for person in people.technicians]
            teams.append(_team(pen.t("Technicians"), pen.t("owners who come back"), found, pen))
    return teams


@dataclass(frozen=True)
class _Measure:
    """As counted, shrunk, its interval, and the cases it rests on."""

    raw: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    cases: int


def _returns(person: PersonFigures) -> _Measure:
    return _Measure(
        person.return_share,
        person.return_share_shrunk,
        person.return_low,
        person.return_high,
        person.return_of,
    )


def _fixes(person: PersonFigures) -> _Measure:
    return _Measure(
        person.first_time_fix,
        person.first_time_fix_shrunk,
        person.first_time_fix_low,
        person.first_time_fix_high,
        person.repairs,
    )


def _team(title: str, measure: str, found: list[tuple[PersonFigures, _Measure]], pen: Pen) -> Team:
    """Best first; who has too few cases for a figure comes last."""
    found = sorted(found, key=lambda pair: (pair[1].shrunk is None, -(pair[1].shrunk or 0.0), pair[0].name))
    shown = [value for _, m in found for value in (m.shrunk, m.low, m.high)]
    scale = scale_of(shown, least=_LEAST_SPAN)
    cases = sum(m.cases for _, m in found if m.raw is not None)
    mean = sum((m.raw or 0.0) * m.cases for _, m in found) / cases if cases else None
    rows = [_person(person, figures, scale, pen) for person, figures in found]
    return Team(title, measure, pen.f.share(mean), None if mean is None else scale.at(mean), rows)


def _person(person: PersonFigures, measure: _Measure, scale: Scale, pen: Pen) -> PersonRow:
    return PersonRow(
        person.name,
        person.store or "",
        pen.f.number(person.visits),
        pen.f.exact_yuan(person.revenue_per_visit_yuan),
        _dot(measure, scale, pen),
        pen.f.share(measure.raw),
        pen.f.share(person.satisfaction_shrunk),
    )


def _dot(measure: _Measure, scale: Scale, pen: Pen) -> Dot | None:
    if measure.shrunk is None:
        return None
    low = measure.shrunk if measure.low is None else measure.low
    high = measure.shrunk if measure.high is None else measure.high
    return Dot(scale.at(measure.shrunk), scale.at(low), scale.at(high), pen.f.share(measure.shrunk))
