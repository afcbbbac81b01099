"""A bill finds its order however its number is written, without reading all orders."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0007_what_other_departments_pay"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(Upper("order_no"), "store", name="orders_by_number_any_case"),
        ),
    ]
