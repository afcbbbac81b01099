"""Lets an administrator try a failed job once more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.outbox.actions.retry_job import retry_job


@transaction.atomic
def try_job_again(*, scope: Scope, job_id: int, at: dt.datetime) -> None:
    """Raises NotAllowed, JobHasNotFailed."""
    scope.need(Permission.RETRY_JOBS)
    task = retry_job(job_id=job_id, at=at)
    record(actor=scope.actor, verb="job.retried", subject=Subject("outbox.job", str(job_id), task))
