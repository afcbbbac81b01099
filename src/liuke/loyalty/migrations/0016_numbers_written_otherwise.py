"""One bill is settled once and one payment counts once, in capital letters or small ones."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = (("loyalty", "0015_opening_an_account"),)

    operations = (
        migrations.RemoveConstraint("deskbill", "a_bill_is_settled_at_one_desk"),
        migrations.AddConstraint(
            "deskbill",
            models.UniqueConstraint("store", Upper("number"), name="a_bill_is_settled_at_one_desk"),
        ),
        migrations.RemoveConstraint("payment", "a_payment_counts_once"),
        migrations.AddConstraint(
            "payment",
            models.UniqueConstraint(
                "method",
                Upper("reference"),
                condition=~Q(reference="") & Q(amount_fen__gt=0),
                name="a_payment_counts_once",
            ),
        ),
    )
