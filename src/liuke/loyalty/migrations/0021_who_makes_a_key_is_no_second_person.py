"""Whoever made a key does not approve what it asks, nor it what he asks: as the ledger sees it too.

A ledger made before gets the functions anew that ``ledger verify`` compares with ``ledger/*.sql``.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.db import migrations

LEDGER = Path(__file__).with_name("ledger")
SHIPPED = "\n".join((LEDGER / name).read_text("utf-8") for name in ("5_post.sql", "7_seals.sql"))
AGAIN = [
    re.findall(rf"^CREATE (FUNCTION ledger\.{name}\(.*?^END \$\$;)$", SHIPPED, re.MULTILINE | re.DOTALL)[0]
    for name in ("person", "header", "close_period")
]
FUNCTIONS = "\n".join(f"CREATE OR REPLACE {one}" for one in AGAIN)


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0020_a_month_is_asked_for_once"), ("org", "0005_who_made_a_key"))

    operations = (
        migrations.RunSQL(
            "GRANT SELECT (id, made_by_id) ON org_apikey TO liuke_ledger; SET LOCAL ROLE liuke_ledger;"
            f" {FUNCTIONS} REVOKE EXECUTE ON FUNCTION ledger.person(uuid) FROM PUBLIC; RESET ROLE;",
            migrations.RunSQL.noop,
        ),
    )
