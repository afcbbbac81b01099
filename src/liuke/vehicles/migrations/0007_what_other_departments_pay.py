from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0006_voices_without_a_car"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="internal_fen",
            field=models.BigIntegerField(null=True),
        ),
    ]
