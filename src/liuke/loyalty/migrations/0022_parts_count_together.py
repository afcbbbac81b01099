"""What is given or refunded in parts counts together where a second person is needed above a limit; nobody hands
over to himself; refusals tell what they count and the limit that holds.

A ledger made before gets the functions anew that ``ledger verify`` compares with ``ledger/*.sql``.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.db import migrations

LEDGER = Path(__file__).with_name("ledger")
SHIPPED = "\n".join((LEDGER / name).read_text("utf-8") for name in ("4_deeds.sql", "5_post.sql"))
AGAIN = [
    re.findall(rf"^CREATE (FUNCTION ledger\.{name}\(.*?^END \$\$;)$", SHIPPED, re.MULTILINE | re.DOTALL)[0]
    for name in ("do_give", "do_refund", "do_undo", "mark", "together_with", "check_second_person")
]
FUNCTIONS = "\n".join(f"CREATE OR REPLACE {one}" for one in AGAIN)
CLOSED = "REVOKE EXECUTE ON FUNCTION ledger.together_with(ledger.journal, ledger.plan) FROM PUBLIC;"


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0021_who_makes_a_key_is_no_second_person"),)

    operations = (
        migrations.RunSQL(
            f"SET LOCAL ROLE liuke_ledger; {FUNCTIONS} {CLOSED} RESET ROLE;", migrations.RunSQL.noop
        ),
    )
