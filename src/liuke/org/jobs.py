"""The organisation's own jobs."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from liuke.org.models import SignInAttempt, StaffSession

KEPT = dt.timedelta(days=30)


@app.periodic(cron="41 3 * * *")
@app.task(name="org.forget_old_sign_ins", queueing_lock="org.forget_old_sign_ins")
def forget_old_sign_ins(timestamp: int) -> None:
    """Attempts and sessions that have ended long ago; the audit trail keeps what has to be kept."""
    del timestamp
    at = timezone.now()
    SignInAttempt.objects.filter(at__lt=at - KEPT).delete()
    StaffSession.objects.filter(seen_at__lt=at - KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
