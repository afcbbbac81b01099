"""A frozen account loses nothing to a reversal either; a store that closed still pays what it owes.

A ledger made before gets ``lock_holders`` and ``post`` of ``5_post.sql`` anew, which is what ``ledger verify``
compares with.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

POST = (Path(__file__).with_name("ledger") / "5_post.sql").read_text("utf-8")
AGAIN = POST.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0017_paid_back_elsewhere")]
    operations = [
        migrations.RunSQL(f"SET LOCAL ROLE liuke_ledger; {AGAIN} RESET ROLE;", migrations.RunSQL.noop)
    ]
