import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

FILL = """
INSERT INTO vehicles_itemname (name)
SELECT items FROM vehicles_workorder WHERE items IS NOT NULL
UNION SELECT item FROM vehicles_orderline WHERE item IS NOT NULL;
ANALYZE vehicles_itemname;
INSERT INTO vehicles_doneitem (vin, day, item_id)
SELECT o.vin, o.day, n.id FROM vehicles_workorder AS o JOIN vehicles_itemname AS n ON n.name = o.items
UNION
SELECT o.vin, o.day, n.id FROM vehicles_orderline AS l
JOIN vehicles_workorder AS o ON o.store_id = l.store_id AND o.order_no = l.order_no
JOIN vehicles_itemname AS n ON n.name = l.item
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0004_custom_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemName",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.MD5("name"), name="an_item_is_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DoneItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vehicle_id",
                        "day",
                        "item_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        db_column="vin",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="vehicles.vehicle",
                        to_field="vin",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="vehicles.itemname",
                    ),
                ),
            ],
        ),
        migrations.RunSQL([FILL], migrations.RunSQL.noop),
    ]
