"""A5 Staff by role and month 人员编制: the roles a store counts, and how a month takes over the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liuke.org.rules.roles import ROLES, Level, Role

COUNTED = tuple(role for role, terms in ROLES.items() if Level.STORE in terms.levels)
"""The roles that hold in one store."""
MOST_HEADS = 9999


@dataclass(frozen=True)
class Heads:
    """People planned and people there; None where nobody has said."""

    planned: int | None = None
    actual: int | None = None

    def __bool__(self) -> bool:
        return self.planned is not None or self.actual is not None


def carried_forward(before: Mapping[Role, Heads], now: Mapping[Role, Heads]) -> dict[Role, Heads]:
    """A month whose empty places take what stood a month before; what somebody has entered stays."""
    return {role: _filled(now.get(role, Heads()), before.get(role, Heads())) for role in COUNTED}


def _filled(now: Heads, before: Heads) -> Heads:
    return Heads(
        planned=before.planned if now.planned is None else now.planned,
        actual=before.actual if now.actual is None else now.actual,
    )
