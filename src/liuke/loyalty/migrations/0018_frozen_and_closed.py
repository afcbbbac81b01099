"""A frozen account loses nothing to a reversal either; a store that closed still pays what it owes.

A ledger made before gets the functions anew that ``ledger verify`` compares with ``ledger/*.sql``.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.db import migrations

POST = (Path(__file__).with_name("ledger") / "5_post.sql").read_text("utf-8")
AGAIN = re.findall(
    r"^CREATE (FUNCTION ledger\.(?:lock_holders|post)\(.*?^END \$\$;)$", POST, re.MULTILINE | re.DOTALL
)
FUNCTIONS = "\n".join(f"CREATE OR REPLACE {one}" for one in AGAIN)


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0017_paid_back_elsewhere"),)

    operations = (
        migrations.RunSQL(f"SET LOCAL ROLE liuke_ledger; {FUNCTIONS} RESET ROLE;", migrations.RunSQL.noop),
    )
