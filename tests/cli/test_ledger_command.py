"""``liuke ledger`` on a deployment of its own: prove, seal, show, close."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import Books, bill, fresh, make_books

from liuke.config.database.prepare_database import prepare_database
from liuke.config.embedded_postgres.cluster import ADMIN, APP, SUPERUSER, Cluster
from liuke.config.embedded_postgres.provision import provision
from liuke.config.embedded_postgres.start import start
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.values.identity import new_id


@pytest.fixture(scope="module")
def deployment(module_home: Path) -> tuple[Path, Books]:
    cluster = Cluster(home=module_home, durable=False)
    start(cluster)
    provision(cluster)

    class Tables:
        app_url, admin_url, super_url = (cluster.url(role=role) for role in (APP, ADMIN, SUPERUSER))

    prepare_database(admin_url=Tables.admin_url, app_url=Tables.app_url)
    assert liuke(module_home, "migrate").returncode == 0
    return module_home, make_books(Tables())


def liuke(
    home: Path, *arguments: str, lang: str = "en", columns: int = 200
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liuke", *arguments],
        env={
            **os.environ,
            "LIUKE_HOME": str(home),
            "LIUKE_LANG": lang,
            "COLUMNS": str(columns),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_ledger_is_sealed_proved_and_shown(deployment: Any, django_talks_to: Any) -> None:
    home, books = deployment
    lin = new_id()
    with django_talks_to(books.app_url):
        post(
            deeds.top_up(
                books.east, lin, fresh(), payment=fresh("p"), principal_fen=300_000, bonus_fen=100_000
            )
        )
        post(
            deeds.pay(
                books.east, lin, fresh(), bill=bill(books.east.store, number="WO-7"), amount_fen=359_400
            )
        )
    assert "2 postings sealed" in liuke(home, "ledger", "seal").stdout
    [kept] = (home / "ledger-roots").glob("*.json")
    proved = liuke(home, "ledger", "verify")
    assert (proved.returncode, "✓" in proved.stdout) == (0, True), proved.stdout + proved.stderr
    shown = liuke(home, "ledger", "statement", str(lin), lang="zh").stdout
    for told in ("充值", "储值消费", "本金", "304.50", "WO-7"):
        assert told in shown, shown
    kept.write_text(kept.read_text().replace(kept.read_text()[60:70], "0123456789"))
    lost = liuke(home, "ledger", "verify")
    assert lost.returncode == 1
    assert "as it was kept outside" in lost.stdout
    kept.unlink()


def test_each_line_of_a_statement_in_a_file_names_its_bill(deployment: Any, django_talks_to: Any) -> None:
    home, books = deployment
    lin, number = new_id(), f"WO-{'2025' * 12}-末"
    with django_talks_to(books.app_url):
        post(deeds.top_up(books.east, lin, fresh(), payment="p-whole", principal_fen=300, bonus_fen=0))
        of_it = bill(books.east.store, number=number)
        post(deeds.pay(books.east, lin, fresh(), bill=of_it, amount_fen=200))
    shown = liuke(home, "ledger", "statement", str(lin), lang="zh", columns=80).stdout
    [_, topped_up, paid] = shown.splitlines()
    assert "p-whole" in topped_up
    assert of_it.source in paid


def test_what_was_touched_is_named_and_the_exit_code_says_so(deployment: Any) -> None:
    home, books = deployment
    [(account,)] = books.ask("SELECT account FROM ledger.balance ORDER BY amount DESC LIMIT 1")
    books.ask("UPDATE ledger.balance SET amount = amount + 1 WHERE account = %s", account)
    found = liuke(home, "ledger", "verify", lang="zh")
    books.ask("UPDATE ledger.balance SET amount = amount - 1 WHERE account = %s", account)
    assert found.returncode == 1
    assert str(account) in found.stdout
    assert liuke(home, "ledger", "verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("statement", "Lin"), "is no owner's id"),
        (("statement", str(new_id())), "is no owner's id"),
        (("close-period", "2026-13", "--by", "a", "--approved-by", "b"), "is no month"),
        (("close-period", "2026-03", "--by", "nobody", "--approved-by", "b"), "Nobody signs in"),
    ],
)
def test_what_cannot_be_done_is_said(deployment: Any, arguments: tuple[str, ...], told: str) -> None:
    refused = liuke(deployment[0], "ledger", *arguments)
    assert refused.returncode == 2
    assert told in refused.stderr


def hire(books: Books, login: str, role: str | None) -> UUID:
    """Somebody who signs in as ``login``, with a role in the whole group."""
    staff = new_id()
    with psycopg.connect(books.app_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO org_staff (id, version, changed_at, changed_by, password, login, name, pinyin, initials, phone,"
            " is_active, must_change_password, language, theme)"
            " VALUES (%s, 1, now(), 'test', '', %s, %s, 'x', 'x', '', %s, false, '', '')",
            (staff, login, login, login != "left"),
        )
        if role:
            connection.execute(
                "INSERT INTO org_roleassignment (id, staff_id, role, level) VALUES (%s, %s, %s, 'group')",
                (new_id(), staff, role),
            )
    return staff


LONG_AGO = new_id()


@pytest.fixture(scope="module")
def people(deployment: Any) -> dict[str, UUID]:
    """Guo and Mei may close months, the others may not."""
    roles = {"guo": "operations_manager", "mei": "group", "left": "group", "jishi": None, "kan": "auditor"}
    return {login: hire(deployment[1], login, role) for login, role in roles.items()}


@pytest.fixture
def last_month(deployment: Any, django_talks_to: Any) -> str:
    """As a command names it; something was posted in it."""
    books = deployment[1]
    day = books.today.replace(day=1) - dt.timedelta(days=1)
    guo = replace(books.manager, business_date=day)
    with django_talks_to(books.app_url):
        post(deeds.top_up(guo, LONG_AGO, "long ago", payment="long ago", principal_fen=100, bonus_fen=0))
    return f"{day:%Y-%m}"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("jishi", "guo", "jishi may not close months"),
        ("guo", "kan", "kan may not close months"),
        ("guo", "left", "Nobody signs in"),
        ("guo", "guo", "Nobody approves what he does himself"),
    ],
)
def test_a_month_is_closed_by_nobody_who_could_not_do_it_on_the_page(
    deployment: Any, people: Any, last_month: str, one: str, other: str, told: str
) -> None:
    home, books = deployment
    refused = liuke(home, "ledger", "close-period", last_month, "--by", one, "--approved-by", other)
    assert (refused.returncode, told in refused.stderr) == (2, True), refused.stderr
    assert books.ask("SELECT count(*) FROM ledger.period") == [(0,)]


def test_a_month_with_something_open_is_not_closed(deployment: Any, people: Any, last_month: str) -> None:
    home, books = deployment
    till = (
        "INSERT INTO loyalty_tillsession (id, version, changed_at, changed_by, store_id, staff_id, opened_at, float_fen, note)"
        " VALUES (%s, 1, now(), 'test', %s, %s, now() - interval '2 months', 0, '')"
    )
    books.ask(till, new_id(), books.east.store, people["jishi"])
    refused = liuke(home, "ledger", "close-period", last_month, "--by", "guo", "--approved-by", "mei")
    assert "1 tills have not been counted" in refused.stderr
    assert refused.returncode == 2
    books.ask("DELETE FROM loyalty_tillsession")
    assert books.ask("SELECT count(*) FROM ledger.period") == [(0,)]


def test_a_month_is_closed_by_two_persons_and_stays_closed(
    deployment: Any, people: Any, last_month: str
) -> None:
    home, books = deployment
    closed = liuke(home, "ledger", "close-period", last_month, "--by", "guo", "--approved-by", "mei")
    assert f"{last_month} is closed" in closed.stdout, closed.stderr
    [line] = books.ask(
        "SELECT actor_id, actor_name, object_id, after FROM audit_auditentry WHERE verb = 'month.closed'"
    )
    assert line == (None, "command line", last_month, {"asked_by": "guo", "approved_by": "mei"})
    again = liuke(home, "ledger", "close-period", last_month, "--by", "guo", "--approved-by", "mei")
    assert "The month is closed already" in again.stderr
    assert liuke(home, "ledger", "verify").returncode == 0


def test_the_help_of_each_part_is_chinese(tmp_path: Path) -> None:
    for part in ("verify", "seal", "statement", "close-period"):
        shown = liuke(tmp_path, "ledger", part, "--help", lang="zh").stdout
        told = [line for line in shown.splitlines() if line.startswith("  ") and "--" not in line]
        assert told
        assert all(any("\u4e00" <= sign <= "\u9fff" for sign in line) for line in told), shown
