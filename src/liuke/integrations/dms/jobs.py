"""What workers do for imports. Each job ends in one transaction, so it may be done again after a kill.

Django reads this at every start, the web's too: what the jobs need is loaded when one runs.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from liuke.integrations.dms.actions.fail_import import fail_import
from liuke.values.refusal import Refusal

MOST_ATTEMPTS = 4
PATIENT = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)


@app.task(name="dms.read", retry=PATIENT, pass_context=True)
def read(context: JobContext, batch_id: str) -> None:
    """Reads the files and leaves the preview."""
    from liuke.integrations.dms.actions.read_import import read_import

    today = timezone.localdate()
    _guarded(context, batch_id, lambda batch: read_import(batch_id=batch, today=today))


@app.task(name="dms.commit", retry=PATIENT, pass_context=True)
def commit(context: JobContext, batch_id: str) -> None:
    """Takes a confirmed import in."""
    from liuke.integrations.dms.actions.commit_import import commit_import

    _guarded(context, batch_id, lambda batch: commit_import(batch_id=batch, at=timezone.now()))


@app.task(name="dms.take_back", retry=PATIENT, pass_context=True)
def take_back(context: JobContext, batch_id: str, staff_id: str | None = None) -> None:
    """Takes an import back, for ``staff_id``."""
    from liuke.integrations.dms.actions.take_back_import import take_back_import

    who = UUID(staff_id) if staff_id else None
    _guarded(
        context, batch_id, lambda batch: take_back_import(batch_id=batch, at=timezone.now(), staff_id=who)
    )


def _guarded(context: JobContext, batch_id: str, work: Callable[[UUID], object]) -> None:
    """A refusal is the end of the import; anything else is tried again, and the end the last time."""
    batch = UUID(batch_id)
    try:
        work(batch)
    except Refusal as refusal:
        fail_import(batch_id=batch, refusal=refusal)
    except Exception:
        if context.job.attempts + 1 >= MOST_ATTEMPTS:
            fail_import(batch_id=batch, refusal=None)
        raise


@app.periodic(cron="23 4 * * *")
@app.task(name="dms.sweep_leftovers", queueing_lock="dms.sweep_leftovers")
def sweep_leftovers_job(timestamp: int) -> None:
    """Each night, and at each start of ``liuke up``."""
    from liuke.integrations.dms.actions.sweep_leftovers import sweep_leftovers

    del timestamp
    sweep_leftovers(at=timezone.now())


@app.task(name="dms.fill_demo", retry=PATIENT, lock="dms.fill_demo", queueing_lock="dms.fill_demo")
def fill_demo_job() -> None:
    """Makes and imports the demo's history; the import asks for the examination."""
    from liuke.integrations.dms.demo import fill_demo

    fill_demo(today=timezone.localdate())
