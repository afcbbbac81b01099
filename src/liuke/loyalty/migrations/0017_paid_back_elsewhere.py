"""Money paid back in another store than the one it was paid in: that one pays, and is owed it.

Of a refund of which a part is kept, each of the two draws on the lots what it is.

A ledger made before gets these functions anew, which is what ``ledger verify`` compares with.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.db import migrations

SHIPPED = "\n".join(
    (Path(__file__).with_name("ledger") / name).read_text("utf-8")
    for name in ("2_guards.sql", "3_steps.sql", "4_deeds.sql", "5_post.sql")
)
NAMES = (
    "check_journal",
    "with_due",
    "with_drawn",
    "do_refund",
    "spread",
    "do_undo",
    "undoable",
    "planned",
    "check_second_person",
)
FUNCTIONS = re.findall(
    rf"^CREATE (FUNCTION ledger\.(?:{'|'.join(NAMES)})\(.*?^(?:END )?\$\$;)$",
    SHIPPED,
    re.MULTILINE | re.DOTALL,
)
AGAIN = "\n".join(f"CREATE OR REPLACE {one}" for one in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0016_numbers_written_otherwise")]
    operations = [
        migrations.RunSQL(
            "SET LOCAL ROLE liuke_ledger;"
            " DROP FUNCTION IF EXISTS ledger.with_revenue(ledger.plan, uuid, uuid, uuid, bigint),"
            " ledger.do_undo(ledger.plan, uuid, bigint, boolean), ledger.undoable(uuid);"
            f" {AGAIN} REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC; RESET ROLE;",
            migrations.RunSQL.noop,
        )
    ]
