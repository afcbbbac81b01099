"""Who made a key is known by id: whoever did is no second person to what it asks. Of older keys the trail tells."""

from __future__ import annotations

from django.db import migrations, models

FROM_THE_TRAIL = """
UPDATE org_apikey AS k SET made_by_id = (
    SELECT a.actor_id FROM audit_auditentry AS a
    WHERE a.verb = 'key.made' AND a.object_kind = 'org.api_key' AND a.object_id = k.id::text
    ORDER BY a.at LIMIT 1)
"""


class Migration(migrations.Migration):
    dependencies = (("org", "0004_custom_fields"), ("audit", "0002_append_only"))

    operations = (
        migrations.AddField("apikey", "made_by_id", models.UUIDField(null=True)),
        migrations.RunSQL(FROM_THE_TRAIL, migrations.RunSQL.noop),
    )
