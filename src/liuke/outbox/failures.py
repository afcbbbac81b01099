"""Keeps why a job failed; procrastinate calls it around every job."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from procrastinate import App, JobContext

from liuke.outbox.models import JobFailure

LONGEST_ERROR, LONGEST_TRACE = 500, 8000


def keep_failures(app: App) -> None:
    """Called when the queue is ready."""
    defaults: dict[str, Any] = {**(app.worker_defaults or {})}
    defaults["task_middleware"] = [*defaults.get("task_middleware", ()), _keeping]
    app.worker_defaults = defaults  # type: ignore[assignment]


def _keeping(call: Callable[[], Any], context: JobContext, worker: object) -> Any:
    del worker
    try:
        return call()
    except Exception as error:
        JobFailure.objects.create(
            job_id=context.job.id or 0,
            attempt=context.job.attempts + 1,
            error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR].replace("\0", ""),
            trace=traceback.format_exc()[-LONGEST_TRACE:].replace("\0", ""),
        )
        raise
