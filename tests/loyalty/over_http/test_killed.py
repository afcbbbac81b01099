"""R-11 Web, worker and PostgreSQL killed while desks post by HTTP: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from functools import partial
from http.client import HTTPException
from pathlib import Path
from uuid import UUID

import pytest

pytest.importorskip("django")

from django.db import connection
from tests.conftest import _django_talks_to
from tests.loyalty.over_http.conftest import make_shop
from tests.loyalty.over_http.till import Shop, Till, fresh
from tests.running_platform import Platform

from liuke.cli.running.children import STEADY_SECONDS
from liuke.config.embedded_postgres.cluster import APP
from liuke.config.embedded_postgres.postmaster import postmaster_of
from liuke.loyalty.ledger.verify import verify

_log = logging.getLogger(__name__)
DESKS, OWNERS = 6, 3
KEYS = 10
"""Of each desk, used in turn: one alone is refused after 600 calls in a minute, and would then wait for the next."""
AGAIN_AFTER_SECONDS = 0.1
AFTER_EACH = 15
"""Top-ups acknowledged before the next one is killed."""
UNAVAILABLE = range(500, 600)


class Desks:
    """Top up 1 fen at a time, the same key again until it is answered, and note what was acknowledged."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.owners = [shop.owner() for _ in range(OWNERS)]
        self.acknowledged: dict[str, set[bytes]] = {}
        self.asked: set[str] = set()
        self.wrong: list[object] = []
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self.work, args=(shop.tills[n::DESKS], self.owners[n % OWNERS]))
            for n in range(DESKS)
        ]

    def work(self, tills: Sequence[Till], owner: UUID) -> None:
        for till in itertools.cycle(tills):
            key = fresh("kill")
            self.asked.add(key)
            while not self.stop.is_set() and not self.done(till, owner, key):
                time.sleep(AGAIN_AFTER_SECONDS)
            if self.stop.is_set():
                return

    def have(self, count: int) -> bool:
        return len(self.acknowledged) >= count

    def done(self, till: Till, owner: UUID, key: str) -> bool:
        try:
            answer = self.shop.topped_up(till, owner, 1, key)
        except (OSError, HTTPException):
            return False
        if answer.status in UNAVAILABLE:
            return False
        if answer.status != 201:
            self.wrong.append(answer)
        self.acknowledged.setdefault(key, set()).add(answer.body)
        return True


VICTIMS = ("postgres", "a web process", "web", "worker")


def victim(platform: Platform, what: str) -> int:
    """Its process id; 0 while it is not there."""
    if what == "postgres":
        return postmaster_of(platform.cluster) or 0
    if what == "worker":
        return next(iter(platform.processes("worker\0")), 0)
    [web] = platform.processes("granian") or [0]
    if what == "web":
        return web
    below = Path(f"/proc/{web}/task/{web}/children")
    return int((below.read_text().split() or ["0"])[-1]) if web and below.exists() else 0


def kill_and_count(platform: Platform, desks: Desks, kills: int) -> dict[str, float]:
    """One after the other, each after it has run well for a while: what dies at once again is started later.

    The longest that nobody was served after each kind of death, in seconds.
    """
    longest: dict[str, float] = {}
    well_since: dict[str, float] = {}
    for thread in desks.threads:
        thread.start()
    try:
        for number in range(kills):
            what, already = VICTIMS[number % len(VICTIMS)], len(desks.acknowledged)
            due = well_since.get(what, 0.0) + STEADY_SECONDS + 2
            platform.until(partial(desks.have, already + AFTER_EACH))
            platform.until(lambda due=due: time.monotonic() > due)  # type: ignore[misc]
            platform.until(partial(victim, platform, what))
            os.kill(victim(platform, what), signal.SIGKILL)
            died = time.monotonic()
            platform.until(partial(desks.have, len(desks.acknowledged) + DESKS + 1))
            well_since[what] = time.monotonic()
            unserved = well_since[what] - died
            _log.info("%d. %s: nobody served for %.1f s", number + 1, what, unserved)
            longest[what] = max(longest.get(what, 0.0), unserved)
    finally:
        desks.stop.set()
        for thread in desks.threads:
            thread.join()
    return longest


def check(desks: Desks) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference, count(*) FROM loyalty_payment GROUP BY 1")
        there = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM ledger.journal WHERE kind = 'topup'")
        [posted] = cursor.fetchone() or [0]
    assert desks.wrong == []
    assert set(desks.acknowledged) - set(there) == set(), "acknowledged and lost"
    assert set(there) - desks.asked == set(), "posted by nobody"
    assert set(there.values()) == {1}, "doubled"
    assert posted == len(there)
    assert all(len(answers) == 1 for answers in desks.acknowledged.values())
    assert sum(desks.shop.held(owner, "principal") for owner in desks.owners) == posted
    assert verify().findings == ()


def killed(home: Path, log: Path, kills: int) -> None:
    platform = Platform(home, log, web_processes=2)
    platform.up()
    try:
        with _django_talks_to(platform.cluster.url(role=APP)):
            desks = Desks(make_shop(platform.port, DESKS * KEYS))
            longest = kill_and_count(platform, desks, kills)
            connection.close()
            platform.until(lambda: platform.ask("SELECT 1") == 1)
            check(desks)
    finally:
        platform.down()
    told = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in longest.items())
    _log.warning("%d kills; nobody was served at most: %s", kills, told)


def test_each_is_killed_once(home: Path, tmp_path: Path) -> None:
    killed(home, tmp_path / "log", kills=4)


@pytest.mark.slow
def test_a_hundred_kills(home: Path, tmp_path: Path) -> None:
    killed(home, tmp_path / "log", kills=100)
