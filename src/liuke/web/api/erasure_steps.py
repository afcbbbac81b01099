"""The API's part of an erasure: answers kept for repeated calls that tell of the person go."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from liuke.owners.erasing import ErasureStep, Person


def _erase(cursor: CursorWrapper, person: Person) -> int:
    told = [*map(str, person.ids), *person.numbers]
    cursor.execute(
        "DELETE FROM api_answered AS a"
        " WHERE EXISTS (SELECT FROM unnest(%s::text[]) AS w (word) WHERE strpos(a.body, w.word) > 0)",
        [told],
    )
    return int(cursor.rowcount)


STEPS = (ErasureStep(erase=_erase),)
