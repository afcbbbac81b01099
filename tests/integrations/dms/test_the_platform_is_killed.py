"""Web, database or the whole machine die in the middle of an import: it is done once, by itself.

The moment is exact: the test holds a lock on the visits, so the worker has written every record, committed
nothing, and waits.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from tests.running_platform import Platform

from liuke.config.embedded_postgres.cluster import APP
from liuke.config.embedded_postgres.postmaster import alive, postmaster_of

ROWS = 3000
LETTERS = iter("ABCD")
"""Every test imports orders and cars of its own."""
WAITS_AT_THE_VISITS = (
    "SELECT count(*) FROM pg_locks WHERE relation = 'vehicles_visit'::regclass AND NOT granted"
)


@pytest.fixture(scope="module")
def platform(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    made = Platform(module_home, tmp_path_factory.mktemp("up") / "log")
    made.up()
    yield made
    made.down()


@pytest.fixture
def confirmed(platform, orders, django_talks_to, monkeypatch) -> Iterator[Callable[[], UUID]]:
    """Uploads a few thousand orders, lets the platform's own worker read them, and confirms."""
    from django.conf import settings
    from django.utils import timezone

    from liuke.integrations.dms.actions.answer_questions import answer_questions
    from liuke.integrations.dms.actions.confirm_import import confirm_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.integrations.dms.models import ImportBatch
    from liuke.integrations.dms.questions import from_json
    from liuke.org.scope import system_scope

    monkeypatch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=platform.home))
    word = next(LETTERS)
    name, content = orders(*({"工单号": f"{word}{n}", "车架号": car(word, n // 3)} for n in range(ROWS)))

    def confirm() -> UUID:
        scope = system_scope()
        batch = upload_files(scope=scope, uploads=[Upload(name, [content])]).pk
        platform.until(lambda: state_of(platform, batch) == "preview")
        asked = from_json(ImportBatch.objects.get(pk=batch).found["questions"])
        answer_questions(scope=scope, batch_id=batch, answers={q.place: q.taken for q in asked})
        confirm_import(scope=scope, batch_id=batch, at=timezone.now())
        return batch

    with django_talks_to(platform.cluster.url(role=APP)):
        yield confirm


def car(letter: str, number: int) -> str:
    """A frame number; another for each test."""
    return f"LSVA{letter}0000{number:08}"


def state_of(platform: Platform, batch: UUID) -> object:
    return platform.ask(f"SELECT state FROM dms_importbatch WHERE id = '{batch}'")


def rows_of(platform: Platform, batch: UUID) -> list[object]:
    """What the import left: orders, cars, visits, revenue."""
    return [
        platform.ask(f"SELECT {what} WHERE batch_id = '{batch}'")
        for what in (
            "count(*) FROM vehicles_workorder",
            "count(*) FROM vehicles_vehicle",
            "count(*) FROM vehicles_visit",
            "sum(revenue_fen) FROM vehicles_visit",
            "count(DISTINCT order_no) FROM vehicles_workorder",
        )
    ]


UNDISTURBED = [ROWS, ROWS // 3, ROWS // 3, ROWS * 80_000, ROWS]


def is_done_once(platform: Platform, batch: UUID) -> None:
    platform.until(lambda: state_of(platform, batch) == "done")
    assert rows_of(platform, batch) == UNDISTURBED
    platform.until(
        lambda: platform.ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == 0
    )
    assert platform.ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0


def test_an_undisturbed_import(platform, confirmed) -> None:
    is_done_once(platform, confirmed())


def test_the_web_process_is_killed(platform, confirmed) -> None:
    with platform.held_before_the_commit():
        batch = confirmed()
        platform.until(lambda: platform.ask(WAITS_AT_THE_VISITS) == 1)
        [web] = platform.processes("granian")
        os.kill(web, signal.SIGKILL)
        platform.until(lambda: not alive(web))
        platform.until(platform.serves)
        assert state_of(platform, batch) == "committing"
        assert rows_of(platform, batch)[0] == 0
    is_done_once(platform, batch)


def test_the_database_is_killed(platform, confirmed) -> None:
    with platform.held_before_the_commit():
        batch = confirmed()
        platform.until(lambda: platform.ask(WAITS_AT_THE_VISITS) == 1)
        postmaster = postmaster_of(platform.cluster)
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        platform.until(lambda: platform.ask("SELECT 1") == 1)
    platform.until(lambda: "it was started again" in platform.log.read_text())
    is_done_once(platform, batch)
    platform.until(platform.serves)


@pytest.mark.slow
def test_everything_is_killed(platform, confirmed) -> None:
    """As when the power goes. The next start sees that no worker is signed in any more, and waits for no heartbeat."""
    with platform.held_before_the_commit():
        batch = confirmed()
        platform.until(lambda: platform.ask(WAITS_AT_THE_VISITS) == 1)
        postmaster, groups = postmaster_of(platform.cluster), platform.processes("")
        assert postmaster is not None
        os.kill(platform.running.pid, signal.SIGKILL)
        for pid in groups:
            os.killpg(pid, signal.SIGKILL)
        os.kill(postmaster, signal.SIGKILL)
        platform.running.wait()
    platform.up()
    is_done_once(platform, batch)
