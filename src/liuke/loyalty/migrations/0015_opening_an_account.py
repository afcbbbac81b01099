"""Two tills that post in a new store for the first time at the same moment: neither is told of the other.

A ledger made before gets ``open_account`` of ``3_steps.sql`` anew, which is what ``ledger verify`` compares with.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.db import migrations

STEPS = (Path(__file__).with_name("ledger") / "3_steps.sql").read_text("utf-8")
OPENING = re.findall(
    r"^CREATE (FUNCTION ledger\.open_account\(.*?^END \$\$;)$", STEPS, re.MULTILINE | re.DOTALL
)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0014_expiry_by_account")]
    operations = [
        migrations.RunSQL(
            f"SET LOCAL ROLE liuke_ledger; CREATE OR REPLACE {OPENING[0]} RESET ROLE;", migrations.RunSQL.noop
        )
    ]
