import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0002_cars_and_calendar")]

    operations = [
        migrations.AddField(
            model_name="telematicssnapshot",
            name="external_id",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE vehicles_telematicssnapshot SET external_id = id::text",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="telematicssnapshot",
            name="taken_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddConstraint(
            model_name="telematicssnapshot",
            constraint=models.UniqueConstraint(
                fields=("source", "external_id"), name="a_message_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="telematicssnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("odometer_km", None),
                    models.Q(("odometer_km__gte", 0), ("odometer_km__lte", 2000000)),
                    _connector="OR",
                ),
                name="a_car_sends_between_0_and_2000000_km",
            ),
        ),
    ]
