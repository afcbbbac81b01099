"""A month is asked for once at a time; requests for closed months, and second ones, are void."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q
from django.db.models.fields.json import KT

VOID = """
UPDATE loyalty_proposal AS p SET state = 'withdrawn', decided_at = now(), decided_by = 'system'
WHERE p.kind = 'close' AND p.state = 'waiting' AND (
    EXISTS (SELECT FROM ledger.period AS closed WHERE closed.month >= (p.asked ->> 'month')::date)
    OR EXISTS (SELECT FROM loyalty_proposal AS x WHERE x.kind = 'close' AND x.state = 'waiting'
               AND x.asked ->> 'month' = p.asked ->> 'month' AND (x.asked_at, x.id) < (p.asked_at, p.id)));
"""


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0019_what_stands_in_another_list"),)

    operations = (
        migrations.RunSQL(VOID, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                KT("asked__month"),
                condition=Q(kind="close", state="waiting"),
                name="a_month_is_asked_for_once",
            ),
        ),
    )
