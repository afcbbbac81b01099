"""Owners whose family name is read differently from the same sign elsewhere (单 shan, 曾 zeng, 仇 qiu) are spelled anew."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def spell_again(apps: Any, schema_editor: Any) -> None:
    from liuke.owners.actions.spell_names import spell_names

    del apps
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE owners_owner SET pinyin = ''"
            " WHERE name ~ '^[单曾仇解查区朴盖缪翟覃员种繁黑折秘乐卜隗阚薄都祭句召乜佴].{1,3}$'"
        )
        spell_names(cursor)


class Migration(migrations.Migration):
    dependencies = [("owners", "0003_consent_grows")]
    operations = [migrations.RunPython(spell_again, migrations.RunPython.noop)]
