"""The ledger: a schema of its own, owned by a role nobody signs in as (ledger/*.sql, in order)."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

PARTS = sorted(Path(__file__).with_name("ledger").glob("*.sql"))
BEGIN = """
CREATE SCHEMA ledger AUTHORIZATION liuke_ledger;
GRANT SELECT ON org_store TO liuke_ledger;
GRANT INSERT ON outbox_publishedevent TO liuke_ledger;
SET LOCAL ROLE liuke_ledger;
"""
END = "RESET ROLE;"
UNDO = "SET LOCAL ROLE liuke_ledger; DROP SCHEMA ledger CASCADE; RESET ROLE;"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("org", "0001_initial"),
        ("outbox", "0002_events_by_time"),
        ("owners", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL("\n".join([BEGIN, *(part.read_text("utf-8") for part in PARTS), END]), UNDO),
    ]
