"""A row of opening balances knows the other list in which its owner was given the same."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

LEFT_OUT = ["standing", "differs"]


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0018_frozen_and_closed"),)

    operations = (
        migrations.AddField("openingbatch", "adds", models.BooleanField(default=False)),
        migrations.AddField(
            "openingrow",
            "elsewhere",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.openingbatch",
            ),
        ),
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
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "openingrow",
            models.CheckConstraint(
                condition=Q(fate__in=LEFT_OUT, elsewhere__isnull=False)
                | (~Q(fate__in=LEFT_OUT) & Q(elsewhere=None)),
                name="what_stands_already_stands_in_a_list",
            ),
        ),
        migrations.AddConstraint(
            "openingrow",
            models.CheckConstraint(
                condition=Q(journal=None) | Q(fate__in=["matched", "differs"]),
                name="what_stands_already_is_not_posted",
            ),
        ),
    )
