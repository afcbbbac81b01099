"""Postings through the web server: programs that top up, settle bills and earn, each with keys of its own."""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection
from uuid import UUID

from bench.figures import Figure

SECONDS = int(os.environ.get("LIUKE_BENCH_HTTP_SECONDS", "20"))
CLIENTS, KEYS, OWNERS = 8, 64, 500
"""A key may call 600 times a minute, so each client has several."""
_numbers = itertools.count(1)


def through_http() -> list[Figure]:
    """With two web processes on the database this process's Django talks to."""
    store, owners, tokens = _shop()
    with _served() as port:
        _load(port, store, owners, tokens, seconds=5)
        seconds, calls = _load(port, store, owners, tokens, seconds=SECONDS)
    waits = sorted(wait for wait, _ in calls)
    p99 = waits[int(len(waits) * 0.99)]
    return [
        Figure(
            f"postings through HTTP, {CLIENTS} clients, 2 web processes",
            sum(posted for _, posted in calls) / seconds, "/s", "≥ 150",
            "top-ups, bills paid from stored value, bills that earn points",
        ),
        Figure("calls that made them", len(calls) / seconds, "/s", note=f"p99 {p99 * 1000:.0f} ms"),
    ]  # fmt: skip


def _shop() -> tuple[UUID, list[UUID], list[str]]:
    from django.utils import timezone

    from liuke.loyalty.models import PrepaidPolicy
    from liuke.loyalty.rules.prepaid import PrepaidLimits
    from liuke.org.actions.make_api_key import KeyDraft, make_api_key
    from liuke.org.models import Store
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.org.scope import system_scope
    from liuke.owners.models import Owner

    now = timezone.now()
    stamp = {"changed_at": now, "changed_by": "bench"}
    lawful = PrepaidLimits(named_cap_fen=10**10, identity_named=False, identity_from_fen=10**10)
    PrepaidPolicy.objects.create(
        from_day=timezone.localdate(now), made_at=now, made_by="bench", **asdict(lawful)
    )
    store = Store.objects.create(code="H", name="东湖店", pinyin="donghudian", initials="dhd", **stamp)
    owners = Owner.objects.bulk_create(
        Owner(name="林晓", pinyin="linxiao", initials="lx", home_store=store, **stamp) for _ in range(OWNERS)
    )
    scopes = frozenset({KeyScope.VALUE_USE, KeyScope.MONEY_TAKE})
    drafts = (KeyDraft(name=f"收银台{n}", scopes=scopes) for n in range(KEYS))
    tokens = [make_api_key(scope=system_scope(), draft=draft, at=now)[1] for draft in drafts]
    return store.pk, [one.pk for one in owners], tokens


@contextmanager
def _served() -> Iterator[int]:
    """The application as ``liuke up`` serves it; its port."""
    from liuke.cli.running.healthy import healthy
    from liuke.cli.running.platform_plan import APPLICATION

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "2", "--log-level", "warning", APPLICATION]  # fmt: skip
    running = subprocess.Popen(command, env={**os.environ, "LIUKE_PORT": str(port)})
    try:
        while not healthy(f"http://127.0.0.1:{port}", "/healthz"):
            if running.poll() is not None:
                raise RuntimeError("the web server has ended")
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def _load(
    port: int, store: UUID, owners: Sequence[UUID], tokens: Sequence[str], *, seconds: int
) -> tuple[float, list[tuple[float, int]]]:
    """How long it took; how long each call took and how many postings it made. Raises where one failed."""
    start = time.monotonic()

    def client(number: int) -> list[tuple[float, int]]:
        dice, calls = random.Random(number), []
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        mine = tokens[number::CLIENTS]
        while time.monotonic() < start + seconds:
            began = time.monotonic()
            what, body = _deed(dice.random(), str(store))
            headers = {
                "Authorization": f"Bearer {dice.choice(mine)}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"bench-{next(_numbers)}",
            }
            line.request("POST", f"/api/v1/owners/{dice.choice(owners)}/{what}", json.dumps(body), headers)
            answer = line.getresponse()
            told = answer.read()
            if answer.status != 201 and b"balance_too_low" not in told:
                raise RuntimeError(f"{answer.status} {told[:500]!r}")
            posted = len(json.loads(told)["journals"]) if answer.status == 201 else 0
            calls.append((time.monotonic() - began, posted))
        return calls

    with ThreadPoolExecutor(CLIENTS) as threads:
        found = list(itertools.chain.from_iterable(threads.map(client, range(CLIENTS))))
    return time.monotonic() - start, found


def _deed(chance: float, store: str) -> tuple[str, dict[str, object]]:
    number = f"H{next(_numbers)}"
    if chance < 1 / 3:
        paid = {"method": "wechat", "amount_fen": 300_000, "reference": number}
        return "top-ups", {"store_id": store, "paid": paid}
    bill = {"store_id": store, "number": number, "lines": [{"item": "保养", "amount_fen": 9_900}]}
    if chance < 2 / 3:
        return "bills", {**bill, "stored_fen": 9_900}
    return "bills", {**bill, "paid": [{"method": "elsewhere", "amount_fen": 9_900}]}
