"""Starts and ends sessions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.models import Staff, StaffSession


@transaction.atomic
def start_session(*, staff: Staff, ip: str | None, agent: str, at: dt.datetime) -> StaffSession:
    """Signs somebody in who has proved who they are."""
    session = StaffSession.objects.create(
        staff=staff, started_at=at, seen_at=at, proved_at=at, ip=ip, agent=agent[:300]
    )
    Staff.objects.filter(pk=staff.pk).update(last_login=at)
    subject = Subject("org.staff", staff.pk, staff.name, staff.home_store_id)
    record(actor=Actor(staff.pk, staff.name, ip), verb="sign_in", subject=subject)
    return session


@transaction.atomic
def end_session(*, staff: Staff, session_id: UUID, ip: str | None, at: dt.datetime) -> bool:
    """Signs somebody out in one place; whether they were signed in there."""
    ended = staff.sessions.filter(pk=session_id, ended_at=None).update(ended_at=at)
    if ended:
        subject = Subject("org.staff", staff.pk, staff.name, staff.home_store_id)
        record(actor=Actor(staff.pk, staff.name, ip), verb="sign_out", subject=subject)
    return bool(ended)
