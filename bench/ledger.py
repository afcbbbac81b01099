"""The ledger: postings a second beside the same writes without any rule, a hot store, HTTP, expiry, verify.

python -m bench ledger
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bench.console_import import empty_platform
from bench.figures import Chapter, Figure
from bench.ledger_http import through_http
from bench.measure import timed
from psycopg.conninfo import conninfo_to_dict, make_conninfo

LOTS = int(os.environ.get("LIUKE_BENCH_LOTS", "1000000"))
SECONDS = int(os.environ.get("LIUKE_BENCH_SECONDS", "10"))
TURNS = 3
OWNERS, STORES, CLIENTS = 2_000, 20, 8
SQL = Path(__file__).with_name("ledger_sql")


def run() -> Chapter:
    """pgbench of the installed server speaks as the application; everything is flushed to the disk."""
    with empty_platform() as home:
        urls = {"app": os.environ["LIUKE_DATABASE_URL"], "super": superuser(home)}
        _fill(urls["super"])
        figures = [*_postings(urls["app"]), *through_http(), *_bulk(urls)]
    return Chapter("ledger", "Ledger", "python -m bench ledger", figures)


def superuser(home: Path) -> str:
    from liuke.config.embedded_postgres.cluster import SUPERUSER, Cluster

    return Cluster(home=home).url(role=SUPERUSER)


def _script(name: str) -> str:
    return (SQL / name).read_text("utf-8")


def _fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_script("fill.sql").encode())


def _postings(url: str) -> list[Figure]:
    """Turn by turn, so that what else the machine does comes to each alike: bare, 20 stores, one store."""
    posted = [f"post_{one}.sql" for one in ("topup", "pay", "earn", "spend")]
    bare = ["bare_grant.sql", "bare_draw.sql"]
    _rate(url, ["post_topup.sql", "post_earn.sql"], STORES, seconds=5)
    bares, ours, hots = [], [], []
    for _ in range(TURNS):
        bares.append(_rate(url, bare, STORES))
        ours.append(_rate(url, posted, STORES))
        hots.append(_rate(url, posted, 1))
    usual = median(ours)
    what = f"{CLIENTS} clients, {OWNERS:,} owners, {STORES} stores"
    lost = max(0.0, 100 * (1 - median(hots) / usual))
    return [
        Figure(f"postings with lots, {what}", usual, "/s", "≥ 500", _all(ours)),
        Figure("the same writes without any rule", median(bares), "/s", "", _all(bares)),
        Figure("ours ÷ without any rule", usual / median(bares), "×"),
        Figure("one store has all postings: lost", lost, "%", "≤ 20", _all(hots)),
    ]


def _all(rates: list[float]) -> str:
    return ", ".join(f"{rate:.0f}" for rate in rates)


def _rate(url: str, scripts: list[str], stores: int, *, seconds: int = SECONDS) -> float:
    """Transactions a second; raises where one failed."""
    from liuke.config.embedded_postgres.program import find_program

    parts = conninfo_to_dict(url)
    password = str(parts.pop("password"))
    with tempfile.TemporaryDirectory(prefix="liuke-pgbench-") as name:
        files = []
        for script in scripts:
            path = Path(name) / script
            path.write_text(
                f"\\set store random(1, {stores})\n\\set owner random(1, {OWNERS})\n" + _script(script)
            )
            files += ["-f", str(path)]
        done = subprocess.run(
            [find_program().path("pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2",
             "-T", str(seconds), *files, make_conninfo("", **parts)],
            env={**os.environ, "PGPASSWORD": password}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found or "aborted" in done.stderr:
        raise RuntimeError(done.stderr[-2000:] + done.stdout[-500:])
    return float(found[1])


def _bulk(urls: dict[str, str]) -> list[Figure]:
    _run(urls["super"], _script("many_lots.sql").replace(":lots", str(LOTS)))
    _run(urls["super"], "VACUUM ANALYZE")
    found: dict[str, Any] = {}
    sealed = timed(lambda: found.update(sealed=_loop(urls["app"], "SELECT ledger.seal(5000)")))
    checked = timed(lambda: found.update(verified=_verified()))
    expired = timed(lambda: found.update(expired=_loop(urls["app"], "SELECT ledger.expire(5000)")))
    _loop(urls["app"], "SELECT ledger.seal(5000)")
    after = _verified()
    assert not found["verified"].findings, found["verified"].findings
    assert not after.findings, after.findings
    lines = found["verified"].lines
    return [
        Figure(
            f"{found['sealed']:,} postings sealed",
            sealed[0],
            "s",
            "",
            f"{found['sealed'] / sealed[0]:,.0f} /s",
        ),
        Figure(
            f"{lines:,} lines verified",
            checked[0],
            "s",
            _goal("≤ 60"),
            f"{found['verified'].journals:,} postings",
        ),
        Figure(f"{found['expired']:,} lots expired", expired[0], "s", _goal("≤ 60")),
    ]


def _goal(goal: str) -> str:
    """The goals are for a million lots; fewer say nothing about them."""
    return goal if LOTS >= 1_000_000 else ""


def _verified() -> Any:
    from liuke.loyalty.ledger.verify import verify

    return verify()


def _run(url: str, statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.encode())


def _loop(url: str, call: str) -> int:
    """Calls until nothing is left; the sum of what the calls did."""
    total = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            row = connection.execute(call.encode()).fetchone()
            if not row or not row[0]:
                return total
            total += row[0]
