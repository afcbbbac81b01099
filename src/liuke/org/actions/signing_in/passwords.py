"""Changes one's own password, or gives somebody else a first one."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.actions.save_staff import must_outrank, subject_of
from liuke.org.actions.signing_in.check_password import WrongPassword
from liuke.org.actions.signing_in.count_attempt import attempt_succeeded, count_attempt
from liuke.org.editing import locked
from liuke.org.models import SecondFactor, Staff, StaffSession
from liuke.org.queries import staff_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def change_password(
    *, scope: Scope, staff: Staff, session: StaffSession, old: str, new: str, at: dt.datetime
) -> None:
    """Signs out everywhere but here. Raises TooManyTries, WrongPassword."""
    attempt = count_attempt(login=staff.login, ip=scope.actor.ip, at=at)
    if not check_password(old, staff.password):
        raise WrongPassword
    attempt_succeeded(attempt)
    with transaction.atomic():
        staff.password, staff.must_change_password = make_password(new), False
        staff.save(update_fields=["password", "must_change_password"])
        staff.sessions.filter(ended_at=None).exclude(pk=session.pk).update(ended_at=at)
        record(actor=scope.actor, verb="password.changed", subject=subject_of(staff))


@transaction.atomic
def reset_password(*, scope: Scope, staff_id: UUID, version: int, at: dt.datetime) -> str:
    """A password to hand over, good until the first sign-in; signs the person out everywhere.

    Raises NotFound, NotAllowed, ChangedMeanwhile.
    """
    member = locked(staff_within(scope, Permission.CHANGE_STAFF), staff_id, version=version)
    must_outrank(scope, member)
    password = first_password()
    member.password, member.must_change_password = make_password(password), True
    member.save(update_fields=["password", "must_change_password"])
    member.sessions.filter(ended_at=None).update(ended_at=at)
    record(actor=scope.actor, verb="password.reset", subject=subject_of(member))
    return password


@transaction.atomic
def reset_second_factor(*, scope: Scope, staff_id: UUID, version: int, at: dt.datetime) -> Staff:
    """The person sets the second factor up anew at the next sign-in. Raises NotFound, NotAllowed."""
    member = locked(staff_within(scope, Permission.CHANGE_STAFF), staff_id, version=version)
    must_outrank(scope, member)
    member.recovery_codes.all().delete()
    SecondFactor.objects.filter(staff=member).delete()
    member.sessions.filter(ended_at=None).update(ended_at=at)
    record(actor=scope.actor, verb="second_factor.reset", subject=subject_of(member))
    return member


def first_password() -> str:
    """60 random bits in three groups that can be read out over the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
