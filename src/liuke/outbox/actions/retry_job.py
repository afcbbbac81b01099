"""Tries a failed job once more."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from liuke.values.refusal import Refusal


class JobHasNotFailed(Refusal):
    code = "job_has_not_failed"
    sentence = "This job is not among the failed ones any more. Look at the list again."


def retry_job(*, job_id: int, at: dt.datetime) -> str:
    """The task's name. Raises JobHasNotFailed."""
    job = ProcrastinateJob.objects.filter(pk=job_id, status="failed").first()
    if job is None:
        raise JobHasNotFailed
    app.job_manager.retry_job_by_id(job_id, retry_at=at)
    return str(job.task_name)
