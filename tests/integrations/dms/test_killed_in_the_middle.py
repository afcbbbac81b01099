"""A worker that is killed leaves nothing half done, and the next one does the whole work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.utils import timezone

from liuke.integrations.dms.actions.commit_import import commit_import
from liuke.integrations.dms.actions.confirm_import import confirm_import
from liuke.integrations.dms.models import ImportBatch
from liuke.vehicles.models import Vehicle, WorkOrder

PROGRAM = Path(__file__).parent / "programs" / "stuck_worker.py"


def test_a_worker_killed_while_it_takes_rows_in(guo, orders, sales, state, own_tables, tmp_path) -> None:
    batch = guo.preview(sales({}), orders({}, {"工单号": "R2", "进厂时间": "2025-09-01 10:00:00"}))
    guo.agree(batch)
    confirm_import(scope=guo.scope, batch_id=batch, at=timezone.now())
    before = state()
    flag = tmp_path / "written"
    worker = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(batch), str(flag)],
        env={
            **os.environ,
            "LIUKE_HOME": str(tmp_path),
            "LIUKE_DATABASE_URL": own_tables.app_url,
            "LIUKE_DATABASE_ADMIN_URL": own_tables.admin_url,
            "DJANGO_SETTINGS_MODULE": "liuke.config.settings",
        },
    )
    try:
        _wait_for(flag, worker)
        assert WorkOrder.objects.count() == 0, "nobody sees rows before the commit"
        assert ImportBatch.objects.get(pk=batch).progress.step == "write", "but the page sees the progress"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert state() == before
    assert ImportBatch.objects.get(pk=batch).state == "committing"
    assert commit_import(batch_id=batch, at=timezone.now()), "the next worker does it"
    assert not commit_import(batch_id=batch, at=timezone.now()), "a third finds it done"
    assert (WorkOrder.objects.count(), Vehicle.objects.count()) == (2, 1)


def _wait_for(flag: Path, worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 240
    while not flag.exists():
        assert worker.poll() is None, "the worker has ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_jobs_are_written_with_what_they_are_for(guo, orders) -> None:
    from django.db import connection

    batch = guo.preview(orders({}))
    guo.agree(batch)
    confirm_import(scope=guo.scope, batch_id=batch, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, lock FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [("dms.read", f"dms.{batch}"), ("dms.commit", f"dms.{batch}")]
