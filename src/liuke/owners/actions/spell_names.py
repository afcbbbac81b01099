"""Writes how names are spelled in pinyin, for owners that have been named anew."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.utils import CursorWrapper

from liuke.owners.rules.spelling import spelled


def spell_names(cursor: CursorWrapper) -> None:
    """Fills ``pinyin`` and ``initials`` where they are empty: one reading and one writing for all of them."""
    cursor.execute("SELECT DISTINCT name FROM owners_owner WHERE pinyin = '' AND name <> ''")
    names = [name for (name,) in cursor.fetchall()]
    if not names:
        return
    cursor.execute("CREATE TEMP TABLE spelling (name text, pinyin text, initials text) ON COMMIT DROP")
    with cursor.copy("COPY spelling FROM STDIN") as copy:
        for row in _spelled(names):
            copy.write_row(row)
    cursor.execute(
        "ANALYZE spelling; UPDATE owners_owner AS o SET pinyin = s.pinyin, initials = s.initials"
        " FROM spelling AS s WHERE o.name = s.name AND o.pinyin = ''"
    )


def _spelled(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Never an empty spelling: it would be asked for again."""
    return ((name, *spelled(name)) for name in names)
