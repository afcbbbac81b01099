"""At the start of the platform the jobs of a killed worker are done at once; those of a living one are left."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

pytest.importorskip("django")

from django.db import connection
from tests.outbox.test_events_reach_their_listeners import work


@pytest.fixture
def killed(own_tables: Any) -> int:
    """A job that a worker, heard of just now, was doing."""
    from liuke.org.jobs import forget_old_sign_ins

    job = forget_old_sign_ins.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        [(worker,)] = cursor.fetchall()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )
    return int(job)


def state_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        [(state,)] = cursor.fetchall()
        return str(state)


def test_what_a_killed_worker_was_doing_is_done_at_once(killed: int) -> None:
    from liuke.outbox.actions.take_over import take_over

    assert take_over()
    work()
    work()
    assert state_of(killed) == "succeeded"
    assert not take_over(), "there is nothing left to take over"


def test_what_a_living_worker_is_doing_is_left_to_it(
    killed: int, own_tables: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liuke.outbox.actions import take_over as module

    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.6)
    with psycopg.connect(own_tables.app_url, application_name=module.SESSION):
        assert not module.take_over()
        work()
        assert state_of(killed) == "doing"
    assert module.take_over()
