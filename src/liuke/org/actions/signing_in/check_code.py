"""Checks the code of the second factor, or a recovery code."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.actions.signing_in.count_attempt import attempt_succeeded, code_of, count_attempt
from liuke.org.models import SecondFactor, Staff
from liuke.org.rules.one_time_code import matched_step
from liuke.org.sealing import fingerprint, opened
from liuke.values.refusal import Refusal


class WrongCode(Refusal):
    code = "wrong_code"
    sentence = "The code is wrong or was used before. Wait for the next one, and check your phone's clock."


def check_code(*, staff: Staff, code: str, ip: str | None, at: dt.datetime) -> None:
    """Raises TooManyTries, WrongCode. Either kind of code is used up by this."""
    attempt = count_attempt(login=code_of(staff.login), ip=ip, at=at)
    if not (take_code(staff, code, at=at) or _take_recovery_code(staff, code, ip=ip, at=at)):
        raise WrongCode
    attempt_succeeded(attempt)


@transaction.atomic
def take_code(staff: Staff, code: str, *, at: dt.datetime) -> bool:
    """Whether the six digits are right now; the same digits are never right again."""
    factor = SecondFactor.objects.select_for_update().filter(staff=staff).first()
    if factor is None:
        return False
    step = matched_step(
        secret=opened(factor.sealed_secret), code=code, last_step=factor.last_step, seconds=at.timestamp()
    )
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


@transaction.atomic
def _take_recovery_code(staff: Staff, code: str, *, ip: str | None, at: dt.datetime) -> bool:
    bare = "".join(code.split()).replace("-", "").lower()
    unused = staff.recovery_codes.filter(code_hash=fingerprint(bare), used_at=None)
    if not unused.update(used_at=at):
        return False
    subject = Subject("org.staff", staff.pk, staff.name, staff.home_store_id)
    record(actor=Actor(staff.pk, staff.name, ip), verb="sign_in.recovery_code_used", subject=subject)
    return True
