"""A row of opening balances may be a copy of one further up."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0022_parts_count_together"),)

    operations = (
        migrations.AlterField(
            "openingrow",
            "fate",
            models.CharField(
                choices=[
                    ("matched", "Matched"),
                    ("standing", "Standing"),
                    ("differs", "Differs"),
                    ("unmatched", "Unmatched"),
                    ("ambiguous", "Ambiguous"),
                    ("bad", "Bad"),
                    ("skipped", "Skipped"),
                    ("copy", "Copy"),
                ],
                max_length=10,
            ),
        ),
    )
