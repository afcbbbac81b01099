"""Checks login and password."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password as matches
from django.contrib.auth.hashers import make_password
from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.actions.signing_in.count_attempt import attempt_succeeded, count_attempt
from liuke.org.models import Staff
from liuke.values.refusal import Refusal


class WrongPassword(Refusal):
    code = "wrong_password"
    sentence = "Login or password is wrong. Check the spelling and Caps Lock."


def check_password(*, login: str, password: str, ip: str | None, at: dt.datetime) -> Staff:
    """The person, whose second factor may still be due. Raises TooManyTries, WrongPassword.

    An unknown login costs as much time as a wrong password, and is answered with the same words.
    """
    attempt = count_attempt(login=login, ip=ip, at=at)
    member = Staff.objects.filter(login=login.strip().lower()[:40], is_active=True).first()
    if member is None:
        make_password(password)
    if member is None or not matches(password, member.password, setter=None):
        _tell(member, login=login, ip=ip)
        raise WrongPassword
    attempt_succeeded(attempt)
    return member


@transaction.atomic
def _tell(member: Staff | None, *, login: str, ip: str | None) -> None:
    actor = Actor(id=member.pk if member else None, name=login[:40], ip=ip)
    store = member.home_store_id if member else None
    subject = Subject("org.staff", member.pk if member else "", login[:40], store)
    record(actor=actor, verb="sign_in.refused", subject=subject)
