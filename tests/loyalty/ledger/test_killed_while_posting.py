"""R-11 PostgreSQL killed under posting load: what was acknowledged is there, once, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import Books, fresh, make_books

from liuke.config.database.prepare_database import prepare_database
from liuke.config.embedded_postgres.cluster import ADMIN, APP, SUPERUSER, Cluster
from liuke.config.embedded_postgres.provision import provision
from liuke.config.embedded_postgres.start import start
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.verify import verify
from liuke.values.identity import new_id

Talks = Callable[[str], AbstractContextManager[None]]
DESKS, OWNERS = 4, 5


class Desks:
    """Threads that top up 1 fen at a time, each key again after a cut-off call, and note what was acknowledged."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.owners = [new_id() for _ in range(OWNERS)]
        self.acknowledged: dict[str, UUID] = {}
        self.answers: dict[str, set[str]] = {}
        self.unknown: set[str] = set()
        self.wrong: list[psycopg.Error] = []
        self.stop = threading.Event()

    def work(self, desk: int) -> None:
        waiting: tuple[str, str, UUID] | None = None
        while not self.stop.is_set():
            try:
                with psycopg.connect(self.books.app_url, autocommit=True, connect_timeout=2) as connection:
                    while not self.stop.is_set():
                        waiting = waiting or self._next(desk)
                        key, request, owner = waiting
                        self.unknown.add(key)
                        [(answer,)] = connection.execute(
                            "SELECT ledger.post(%s::jsonb)::text", (request,)
                        ).fetchall()
                        self.acknowledged[key] = owner
                        self.answers.setdefault(key, set()).add(answer)
                        self.unknown.discard(key)
                        waiting = None
            except psycopg.OperationalError:
                time.sleep(0.05)
            except psycopg.Error as error:
                self.wrong.append(error)

    def _next(self, desk: int) -> tuple[str, str, UUID]:
        key = fresh()
        owner = self.owners[(desk + len(self.acknowledged)) % OWNERS]
        posting = deeds.top_up(self.books.east, owner, key, payment=fresh("p"), principal_fen=1)
        return key, json.dumps({"id": str(new_id()), **posting.request()}), owner


def kill_and_count(home: Path, talks: Talks, kills: int) -> None:
    cluster = Cluster(home=home)
    running = start(cluster)
    provision(cluster)
    urls = {role: cluster.url(role=role) for role in (APP, ADMIN, SUPERUSER)}
    prepare_database(admin_url=urls[ADMIN], app_url=urls[APP])
    variables = {
        "LIUKE_HOME": str(home),
        "LIUKE_DATABASE_URL": urls[APP],
        "LIUKE_DATABASE_ADMIN_URL": urls[ADMIN],
    }
    subprocess.run([sys.executable, "-m", "liuke", "migrate"], env={**os.environ, **variables}, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip

    class Tables:
        app_url, admin_url, super_url = urls[APP], urls[ADMIN], urls[SUPERUSER]

    desks = Desks(make_books(Tables()))
    threads = [threading.Thread(target=desks.work, args=(desk,)) for desk in range(DESKS)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            already = len(desks.acknowledged)
            while len(desks.acknowledged) < already + 20:
                time.sleep(0.01)
            os.kill(running.pid, signal.SIGKILL)
            running = start(cluster)
    finally:
        desks.stop.set()
        for thread in threads:
            thread.join()
    check(desks, talks)


def check(desks: Desks, talks: Talks) -> None:
    assert desks.wrong == [], "a desk is told what it cannot help"
    rows: list[Any] = desks.books.ask("SELECT idem, count(*) FROM ledger.journal GROUP BY 1")
    there = dict(rows)
    assert set(desks.acknowledged) - set(there) == set(), "acknowledged and lost"
    assert set(there) - set(desks.acknowledged) <= desks.unknown, "posted by nobody"
    assert {count for _, count in rows} == {1}, "doubled"
    assert all(len(answers) == 1 for answers in desks.answers.values())
    held = sum(desks.books.held(owner, "principal") for owner in desks.owners)
    assert held == len(there)
    with talks(desks.books.app_url):
        assert verify().findings == ()


def test_a_killed_database_loses_and_doubles_nothing(home: Path, django_talks_to: Talks) -> None:
    kill_and_count(home, django_talks_to, kills=3)


@pytest.mark.slow
def test_a_hundred_kills_lose_and_double_nothing(home: Path, django_talks_to: Talks) -> None:
    kill_and_count(home, django_talks_to, kills=100)
