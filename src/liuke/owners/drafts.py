"""What a person fills in about owners: the typed values the actions take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class OwnerDraft:
    """Who an owner is, whose customer, and what they like."""

    name: str
    kind: str = "private"
    gender: str | None = None
    birthday: dt.date | None = None
    district: str | None = None
    channel: str | None = None
    home_store_id: UUID | None = None
    credit_rule: str = "sold"
    preferred_store_id: UUID | None = None
    preferred_adviser_id: UUID | None = None
    spending: str = ""
    contact_channel: str = ""
    contact_time: str = ""
    preferences: str = ""
    interests: tuple[UUID, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PhoneDraft:
    """A number, whose it is, whether it is the first to call, and what is known of it."""

    number: str
    label: str = "own"
    first: bool = False
    state: str = "unknown"


@dataclass(frozen=True)
class ConsentDraft:
    """What somebody agreed to, or took back, in all ``purposes`` and ``channels`` at once, and the proof."""

    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    given: bool
    how: str
    text_version: str = ""
    note: str = ""


@dataclass(frozen=True)
class StageDraft:
    """When an owner came to a stage."""

    stage: str
    day: dt.date
    source: str = ""
    lost_reason: str = ""


@dataclass(frozen=True)
class RequestDraft:
    """What somebody asks about their data, how they asked, and when."""

    kind: str
    asked_by: str
    asked_how: str
    received_on: dt.date
    wish: str = ""
