"""Import in the console: 100,000 work orders previewed, taken in, told again, taken back.

python -m bench console_import
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Chapter, Figure

ROWS = 100_000
TODAY = dt.date(2026, 1, 1)


@contextmanager
def empty_platform() -> Iterator[Path]:
    """An embedded PostgreSQL of its own with all tables; this process's Django talks to it."""
    from liuke.config.embedded_postgres.cluster import ADMIN, APP, Cluster
    from liuke.config.embedded_postgres.provision import provision
    from liuke.config.embedded_postgres.start import start
    from liuke.config.embedded_postgres.stop import stop

    with tempfile.TemporaryDirectory(prefix="liuke-bench-") as name:
        home = Path(name) / "home"
        Path(name).chmod(0o711)
        home.mkdir(mode=0o711)
        cluster = Cluster(home=home)
        start(cluster)
        try:
            provision(cluster)
            os.environ |= {
                "LIUKE_HOME": str(home),
                "LIUKE_DATABASE_URL": cluster.url(role=APP),
                "LIUKE_DATABASE_ADMIN_URL": cluster.url(role=ADMIN),
                "DJANGO_SETTINGS_MODULE": "liuke.config.settings",
            }
            _prepare(os.environ["LIUKE_DATABASE_ADMIN_URL"], os.environ["LIUKE_DATABASE_URL"])
            _connect(os.environ["LIUKE_DATABASE_URL"])
            yield home
        finally:
            _disconnect()
            stop(cluster)


def _connect(url: str) -> None:
    """Django lives in this home and talks to the database at ``url``, also when another bench was before."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from psycopg.conninfo import conninfo_to_dict

    from liuke.config.environment import read_environment

    settings.ENVIRONMENT = read_environment()
    parts = conninfo_to_dict(url)
    place = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    connection.settings_dict.update({name: str(parts.get(key) or "") for name, key in place.items()})


def _disconnect() -> None:
    from django.apps import apps
    from django.db import connection, connections

    if apps.ready:
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]


def _prepare(admin: str, app: str) -> None:
    from liuke.config.database.prepare_database import prepare_database

    prepare_database(admin_url=admin, app_url=app)
    subprocess.run([sys.executable, "-m", "liuke", "migrate"], check=True, stdout=subprocess.DEVNULL)


def run() -> Chapter:
    """Seconds on the clock; processor time of Python and DuckDB, without PostgreSQL's, beside them."""
    from bench.order_files import write_csv, write_xlsx

    with tempfile.TemporaryDirectory(prefix="liuke-files-") as name, empty_platform():
        csv = write_csv(Path(name) / "维修工单.csv", rows=ROWS, encoding="utf-8")
        xlsx = write_xlsx(Path(name) / "维修工单.xlsx", rows=ROWS)
        figures = _measured(csv, xlsx)
    return Chapter("console_import", "Import in the console", "python -m bench console_import", figures)


def _measured(csv: Path, xlsx: Path) -> list[Figure]:
    found: dict[str, Any] = {}
    preview = _timed(lambda: found.update(batch=_preview(csv)))
    commit = _timed(lambda: _commit(found["batch"]))
    again = _timed(lambda: found.update(again=_preview(xlsx)))
    unchanged = _counts(found["again"])
    _commit(found["again"])
    undo = _timed(lambda: _undo(found["batch"]))
    rows = f"{ROWS:,} rows"
    return [
        Figure(f"csv, {rows} previewed", preview[0], "s", "≤ 60", _busy(preview)),
        Figure(f"{rows} taken in", commit[0], "s", "≤ 120", _busy(commit)),
        Figure(f"xlsx, the same {rows} previewed", again[0], "s", "≤ 60", f"{unchanged}; {_busy(again)}"),
        Figure(f"{rows} taken back", undo[0], "s", "", _busy(undo)),
    ]


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def _busy(timed: tuple[float, float]) -> str:
    return f"processors {timed[1]:.1f} s besides PostgreSQL"


def _preview(path: Path) -> Any:
    from liuke.integrations.dms.actions.read_import import read_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.org.scope import system_scope

    batch = upload_files(scope=system_scope(), uploads=[Upload(path.name, [path.read_bytes()])])
    read_import(batch_id=batch.pk, today=TODAY)
    return batch.pk


def _counts(batch_id: Any) -> str:
    from liuke.integrations.dms.models import ImportBatch

    fates = ImportBatch.objects.get(pk=batch_id).found["counts"]["work_orders"]
    return ", ".join(f"{rows:,} {fate}" for fate, rows in fates.items() if rows)


def _commit(batch_id: Any) -> None:
    from django.utils import timezone

    from liuke.integrations.dms.actions.answer_questions import answer_questions
    from liuke.integrations.dms.actions.commit_import import commit_import
    from liuke.integrations.dms.actions.confirm_import import confirm_import
    from liuke.integrations.dms.models import ImportBatch
    from liuke.integrations.dms.questions import from_json
    from liuke.org.scope import system_scope

    scope = system_scope()
    asked = from_json(ImportBatch.objects.get(pk=batch_id).found["questions"])
    answer_questions(scope=scope, batch_id=batch_id, answers={q.place: q.taken for q in asked})
    confirm_import(scope=scope, batch_id=batch_id, at=timezone.now())
    assert commit_import(batch_id=batch_id, at=timezone.now())


def _undo(batch_id: Any) -> None:
    from django.utils import timezone

    from liuke.integrations.dms.actions.take_back_import import take_back_import
    from liuke.integrations.dms.actions.undo_import import undo_import
    from liuke.org.scope import system_scope

    undo_import(scope=system_scope(), batch_id=batch_id)
    assert take_back_import(batch_id=batch_id, at=timezone.now())
