"""A subscription can be changed by one person at a time, and its secret; the old one holds for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_places_pauses_attempts")]

    operations = [
        migrations.AddField(
            "Subscription", "version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AddField("Subscription", "changed_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "Subscription", "changed_by", models.TextField(editable=False, default=""), False
        ),
        migrations.RunSQL(
            "UPDATE webhooks_subscription SET changed_at = made_at, changed_by = made_by",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("Subscription", "changed_at", models.DateTimeField(editable=False)),
        migrations.AddField("Subscription", "sealed_old_secret", models.TextField(default="")),
        migrations.AddField("Subscription", "old_secret_until", models.DateTimeField(null=True)),
    ]
