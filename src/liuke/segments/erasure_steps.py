"""The tags' part of an erasure: they go."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from liuke.owners.erasing import ErasureStep, Person


def _erase(cursor: CursorWrapper, person: Person) -> int:
    cursor.execute("DELETE FROM segments_tagging WHERE owner_id = ANY(%s)", [list(person.ids)])
    return int(cursor.rowcount)


STEPS = (ErasureStep(erase=_erase),)
