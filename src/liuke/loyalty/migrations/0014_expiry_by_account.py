"""Lots of one account that expire together make one line, not one each: what an owner reads, and half the work.

``ledger/*.sql`` is what this version ships, and what ``ledger verify`` compares with: a ledger made before gets
the functions of ``6_bulk.sql`` anew.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

BULK = (Path(__file__).with_name("ledger") / "6_bulk.sql").read_text("utf-8")
AGAIN = BULK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0013_asked_at_every_deed")]
    operations = [
        migrations.RunSQL(f"SET LOCAL ROLE liuke_ledger; {AGAIN} RESET ROLE;", migrations.RunSQL.noop)
    ]
