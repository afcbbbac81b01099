"""Counts a try of password or code before it is looked at; the count holds across all processes."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from liuke.org.models import SignInAttempt
from liuke.org.rules.sign_in_limits import WINDOW, may_try
from liuke.values.refusal import Refusal


class TooManyTries(Refusal):
    code = "too_many_tries"
    sentence = "Too many wrong tries. Wait %(minutes)s minutes, then try again, or ask an administrator."


@transaction.atomic
def count_attempt(*, login: str, ip: str | None, at: dt.datetime) -> UUID:
    """Raises TooManyTries. A try counts as failed until ``attempt_succeeded`` is called with its id.

    One lock per login and per address, always in this order, so that tries at the same moment are counted one
    after the other.
    """
    known = login.strip().lower()[:40]
    with connection.cursor() as cursor:
        for key in (f"login:{known}", f"address:{ip}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    recent = SignInAttempt.objects.filter(at__gt=at - WINDOW, succeeded=False)
    of_address = recent.filter(ip=ip).count() if ip else 0
    last = SignInAttempt.objects.filter(login=known, succeeded=True).order_by("-at").values_list("at").first()
    of_login = recent.filter(login=known, **({"at__gt": max(last[0], at - WINDOW)} if last else {})).count()
    if not may_try(failures_of_login=of_login, failures_of_address=of_address):
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))
    return SignInAttempt.objects.create(login=known, ip=ip, at=at).pk


def code_of(login: str) -> str:
    """The name under which codes are counted: a right password must not wipe out wrong codes."""
    return f"2:{login}"


def attempt_succeeded(attempt_id: UUID) -> None:
    """The try was right: earlier wrong ones of this login no longer count."""
    SignInAttempt.objects.filter(pk=attempt_id).update(succeeded=True)
