"""A1 The stage 客户阶段 an owner is in: what the history tells, corrected by what people have said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LOST_AFTER = dt.timedelta(days=365)
"""No visit in so long means lost 流失, as the glossary has it."""
USING_AFTER = dt.timedelta(days=30)


class Stage(StrEnum):
    """In the order in which life goes."""

    AWARE = "aware"
    VISITED = "visited"
    BOUGHT = "bought"
    USING = "using"
    SERVICE = "service"
    LOST = "lost"


@dataclass(frozen=True)
class Facts:
    """What the history tells: the first delivery, the first and the latest visit of all cars."""

    delivered: dt.date | None = None
    first_visit: dt.date | None = None
    last_visit: dt.date | None = None


@dataclass(frozen=True)
class Step:
    """When an owner came to a stage. ``by`` is who said so, empty where it follows from the history."""

    stage: Stage
    day: dt.date
    by: str = ""
    source: str = ""
    lost_reason: str = ""


def steps_of(facts: Facts, said: Sequence[Step], *, as_of: dt.date) -> list[Step]:
    """The way so far, the earliest first; the last step is where the owner is now.

    What somebody has said replaces what the history tells of the same stage. A visit after a loss leads back.

    >>> [s.stage.value for s in steps_of(Facts(delivered=dt.date(2024, 1, 1)), [], as_of=dt.date(2025, 2, 1))]
    ['bought', 'using', 'lost']
    """
    told = {step.stage: step for step in said}
    found = {step.stage: step for step in _derived(facts, as_of)}
    lost = told.get(Stage.LOST)
    if lost and facts.last_visit and facts.last_visit > lost.day:
        found[Stage.SERVICE] = Step(Stage.SERVICE, facts.last_visit)
        told.pop(Stage.SERVICE, None)
        if Stage.LOST in found:
            told.pop(Stage.LOST)
    order = list(Stage)
    return sorted({**found, **told}.values(), key=lambda step: (step.day, order.index(step.stage)))


def _derived(facts: Facts, as_of: dt.date) -> list[Step]:
    steps = []
    if facts.delivered and facts.delivered <= as_of:
        steps.append(Step(Stage.BOUGHT, facts.delivered))
        if facts.delivered + USING_AFTER <= as_of:
            steps.append(Step(Stage.USING, facts.delivered + USING_AFTER))
    if facts.first_visit:
        steps.append(Step(Stage.SERVICE, facts.first_visit))
    latest = max(filter(None, (facts.delivered, facts.last_visit)), default=None)
    if latest and latest + LOST_AFTER < as_of:
        steps.append(Step(Stage.LOST, latest + LOST_AFTER))
    return steps
