"""Whether all that an owner has prepaid counts as one card."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0010_finance")]

    operations = [
        migrations.AddField(
            model_name="prepaidpolicy", name="one_card", field=models.BooleanField(default=True)
        ),
    ]
