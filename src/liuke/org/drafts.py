"""What a person fills in: the typed values the actions take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from liuke.org.rules.position import Position
from liuke.org.rules.roles import Level, Role


@dataclass(frozen=True)
class StoreDraft:
    """A store's master data."""

    code: str
    name: str
    kind: str
    short_name: str = ""
    dms_name: str = ""
    region_id: UUID | None = None
    brands: str = ""
    district: str = ""
    address: str = ""
    position: Position | None = None
    phone: str = ""
    area_m2: int | None = None
    opened_on: dt.date | None = None
    active: bool = True
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HoursDraft:
    """Open from ``opens`` to ``closes`` on a day of the week, 0 being Monday."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True)
class ClosedDayDraft:
    """A day without opening hours."""

    day: dt.date
    reason: str = ""


@dataclass(frozen=True)
class StaffDraft:
    """A member of staff without password and roles."""

    login: str
    name: str
    phone: str = ""
    home_store_id: UUID | None = None
    active: bool = True


@dataclass(frozen=True)
class RoleDraft:
    """A role and the one place it holds in."""

    role: Role
    level: Level
    region_id: UUID | None = None
    store_id: UUID | None = None
