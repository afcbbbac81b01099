"""Consent only grows, the latest word of it is a view, and the list of interests has its first lines."""

from __future__ import annotations

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION owners_keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'owner_id' - 'note' = to_jsonb(NEW) - 'owner_id' - 'note'
        AND NEW.note IN (OLD.note, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consent is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON owners_consent
    FOR EACH ROW EXECUTE FUNCTION owners_keep_consent();
"""
NOW = """
CREATE VIEW owners_consentnow AS
SELECT DISTINCT ON (owner_id, purpose, channel) id, owner_id, purpose, channel, given, at, how
FROM owners_consent
ORDER BY owner_id, purpose, channel, at DESC, id DESC;
"""
INTERESTS = """
INSERT INTO owners_interest (id, version, changed_at, changed_by, name, active)
SELECT liuke_new_id(), 1, now(), 'system', name, true
FROM unnest(ARRAY['改装', '美容养护', '自驾游', '新能源技术']) AS name;
"""


class Migration(migrations.Migration):
    dependencies = [("owners", "0002_people")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION owners_keep_consent() CASCADE"),
        migrations.RunSQL(NOW, "DROP VIEW owners_consentnow"),
        migrations.RunSQL(INTERESTS, migrations.RunSQL.noop),
    ]
