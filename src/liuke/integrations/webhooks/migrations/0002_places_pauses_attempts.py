"""Subscriptions have a name, a place and a pause; every try of a message is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0002_keys_of_programs"), ("webhooks", "0001_initial")]

    operations = [
        migrations.AddField("Subscription", "name", models.CharField(max_length=60, default=""), False),
        migrations.AddField("Subscription", "level", models.CharField(max_length=10, default="group")),
        migrations.AddField(
            "Subscription",
            "region",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.region"
            ),
        ),
        migrations.AddField(
            "Subscription",
            "store",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.store"
            ),
        ),
        migrations.AddField("Subscription", "failed", models.PositiveIntegerField(default=0)),
        migrations.AddField("Subscription", "failing_since", models.DateTimeField(null=True)),
        migrations.AddField("Subscription", "paused_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "Subscription",
            models.CheckConstraint(
                condition=models.Q(level="group", region=None, store=None)
                | models.Q(level="region", region__isnull=False, store=None)
                | models.Q(level="store", region=None, store__isnull=False),
                name="a_subscription_holds_in_one_place",
            ),
        ),
        migrations.AddField("Delivery", "next_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("status", models.PositiveIntegerField(null=True)),
                ("fault", models.TextField(blank=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="webhooks.delivery",
                    ),
                ),
            ],
        ),
    ]
