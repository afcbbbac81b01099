"""Sets up the second factor: a secret for the app, the first code as proof, recovery codes to keep."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.actions.signing_in.check_code import WrongCode, take_code
from liuke.org.actions.signing_in.count_attempt import attempt_succeeded, code_of, count_attempt
from liuke.org.models import RecoveryCode, SecondFactor, Staff
from liuke.org.rules.one_time_code import new_secret
from liuke.org.sealing import fingerprint, opened, sealed
from liuke.values.refusal import Refusal

CODES, LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"


class AlreadyEnrolled(Refusal):
    code = "already_enrolled"
    sentence = "The second factor is already set up. Ask an administrator to reset it if the phone is lost."


@transaction.atomic
def begin_enrolment(*, staff: Staff) -> str:
    """The secret to show; the same one again until it is confirmed. Raises AlreadyEnrolled."""
    factor = SecondFactor.objects.select_for_update().filter(staff=staff).first()
    if factor is None:
        secret = new_secret()
        SecondFactor.objects.create(staff=staff, sealed_secret=sealed(secret))
        return secret
    if factor.confirmed_at:
        raise AlreadyEnrolled
    return opened(factor.sealed_secret)


def confirm_enrolment(*, staff: Staff, code: str, ip: str | None, at: dt.datetime) -> tuple[str, ...]:
    """The recovery codes, shown this once. Raises TooManyTries, WrongCode."""
    attempt = count_attempt(login=code_of(staff.login), ip=ip, at=at)
    with transaction.atomic():
        waiting = SecondFactor.objects.select_for_update().filter(staff=staff, confirmed_at=None)
        if not waiting.exists() or not take_code(staff, code, at=at):
            raise WrongCode
        waiting.update(confirmed_at=at)
        codes = renew_recovery_codes(staff=staff, ip=ip)
        subject = Subject("org.staff", staff.pk, staff.name, staff.home_store_id)
        record(actor=Actor(staff.pk, staff.name, ip), verb="second_factor.set_up", subject=subject)
    attempt_succeeded(attempt)
    return codes


@transaction.atomic
def renew_recovery_codes(*, staff: Staff, ip: str | None) -> tuple[str, ...]:
    """Ten new codes, shown this once; the old ones are void."""
    codes = tuple("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES))
    staff.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(staff=staff, code_hash=fingerprint(code)) for code in codes)
    subject = Subject("org.staff", staff.pk, staff.name, staff.home_store_id)
    record(actor=Actor(staff.pk, staff.name, ip), verb="second_factor.codes_renewed", subject=subject)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)
