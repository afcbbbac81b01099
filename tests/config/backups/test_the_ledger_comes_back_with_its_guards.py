"""A restored ledger is the same to the last row, still belongs to its own role, and still refuses what it refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

pytest.importorskip("django")

import datetime as dt

from tests.loyalty.ledger.conftest import bill, fresh, make_books

from liuke.config.backups.drill import drill
from liuke.config.backups.restore_backup import restore_backup
from liuke.config.backups.write_backup import write_backup
from liuke.config.embedded_postgres.cluster import Cluster
from liuke.config.environment import read_environment
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.verify import verify
from liuke.values.identity import new_id

AT = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
OWNERS = """
SELECT DISTINCT pg_get_userbyid(c.relowner)::text FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace
UNION SELECT pg_get_userbyid(p.proowner)::text FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace
UNION SELECT pg_get_userbyid(n.nspowner)::text FROM pg_namespace n WHERE n.nspname = 'ledger'
"""


def test_a_restored_ledger_is_whole_owned_by_its_role_and_goes_on(
    cluster: Cluster, own_tables: Any, tmp_path: Path
) -> None:
    from django.db import connection

    books, lin = make_books(own_tables), new_id()
    environment = replace(
        read_environment({"LIUKE_HOME": str(cluster.home)}),
        database_url=own_tables.app_url,
        database_admin_url=own_tables.admin_url,
        embedded=type(cluster) is Cluster,
    )
    top = deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=300_000, bonus_fen=100_000)
    first = post(top)
    post(deeds.pay(books.west, lin, fresh(), bill=bill(books.west.store), amount_fen=1_000))
    books.ask("SELECT ledger.seal(100)")
    write_backup(environment, tmp_path / "kept", at=AT)
    assert drill(environment, tmp_path / "kept") == ()
    connection.close()
    restore_backup(environment, tmp_path / "kept", replace=True)
    assert books.ask(OWNERS) == [("liuke_ledger",)]
    assert verify().findings == ()
    assert post(top) == first
    post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=1_000))
    books.ask("SELECT ledger.seal(100)")
    assert verify().findings == ()
    for url in (own_tables.app_url, own_tables.admin_url):
        with psycopg.connect(url) as person, pytest.raises(errors.InsufficientPrivilege):
            person.execute("UPDATE ledger.balance SET amount = amount + 1")
    connection.close()
