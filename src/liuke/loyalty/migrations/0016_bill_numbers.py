"""One bill is settled once, however its number is written."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0015_opening_an_account"),)

    operations = (
        migrations.RemoveConstraint("deskbill", "a_bill_is_settled_at_one_desk"),
        migrations.AddConstraint(
            "deskbill",
            models.UniqueConstraint("store", Upper("number"), name="a_bill_is_settled_at_one_desk"),
        ),
    )
