"""``liuke up --demo``: whatever a kill has interrupted, the next start makes up for, and nothing is made twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

NOON = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)


def test_a_start_that_was_killed_before_the_history_was_asked_for(own_tables: Any) -> None:
    from django.db import connection
    from procrastinate.contrib.django.models import ProcrastinateJob

    from liuke.config.demo.make_demo import make_demo
    from liuke.integrations.dms.models import ImportBatch
    from liuke.org.models import Staff

    asked = ProcrastinateJob.objects.filter(task_name="dms.fill_demo")
    assert make_demo(at=NOON)
    people = Staff.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert not make_demo(at=NOON), "the group is there"
    assert not make_demo(at=NOON)
    assert asked.count() == 1
    assert Staff.objects.count() == people
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    ImportBatch.objects.create(staff_name="system")
    make_demo(at=NOON)
    assert not asked.exists(), "what has begun goes on by itself"
