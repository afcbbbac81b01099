"""The API's own jobs."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

KEPT = dt.timedelta(hours=24)


@app.periodic(cron="23 * * * *")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """A repeated call is recognised for a day."""
    from liuke.web.api.models import Answered

    del timestamp
    Answered.objects.filter(at__lt=timezone.now() - KEPT).delete()
