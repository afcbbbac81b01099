"""Finance asks by the day of business: an index of the days, which is read without the journals themselves."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
SET LOCAL ROLE liuke_ledger;
CREATE INDEX journals_by_day ON ledger.journal (business_date, id);
RESET ROLE;
"""
BACK = "SET LOCAL ROLE liuke_ledger; DROP INDEX ledger.journals_by_day; RESET ROLE;"


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0011_one_card")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
