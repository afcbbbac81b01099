"""Writes a line of a maintenance plan: of a model, or of an energy."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import Taken, assign, locked, stamp, told, unique
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.vehicles.jobs import ask_for_all_calendars
from liuke.vehicles.models import CarModel, PlanLine


class PlanLineThere(Refusal):
    code = "plan_line_there"
    sentence = "This item has a version from this day on already. Open that one, or choose a later day."


@dataclass(frozen=True)
class PlanDraft:
    """A line as a person fills it in. Without km and months the item is not part of the plan."""

    item: str
    main: bool
    every_km: int | None
    every_months: int | None
    first_km: int | None
    first_months: int | None
    price_fen: int | None
    valid_from: dt.date
    source: str


@transaction.atomic
def write_plan_line(
    *, scope: Scope, model_id: UUID | None, energy: str | None, draft: PlanDraft, at: dt.datetime
) -> PlanLine:
    """A new version is a new line with a later day. Raises NotAllowed, NotFound, PlanLineThere."""
    scope.need(Permission.CHANGE_CATALOGUE)
    car_model = CarModel.objects.filter(pk=model_id).first() if model_id else None
    if model_id and car_model is None:
        raise NotFound
    line = PlanLine(car_model=car_model, energy=None if car_model else energy)
    _keep(line, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="plan.written", subject=_subject(line), after=told(line))
    return line


@transaction.atomic
def change_plan_line(
    *, scope: Scope, line_id: UUID, version: int, draft: PlanDraft, at: dt.datetime
) -> PlanLine:
    """Raises NotAllowed, NotFound, ChangedMeanwhile, PlanLineThere."""
    scope.need(Permission.CHANGE_CATALOGUE)
    line = locked(PlanLine.objects.all(), line_id, version=version)
    before = told(line)
    _keep(line, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="plan.changed", subject=_subject(line), before=before, after=told(line))
    return line


def _keep(line: PlanLine, draft: PlanDraft, *, scope: Scope, at: dt.datetime) -> None:
    assign(line, asdict(draft))
    stamp(line, scope=scope, at=at)
    try:
        with unique(version=draft.item):
            line.save()
    except Taken:
        raise PlanLineThere from None
    ask_for_all_calendars()


def _subject(line: PlanLine) -> Subject:
    return Subject("vehicles.planline", line.pk, str(line.car_model or line.energy))
