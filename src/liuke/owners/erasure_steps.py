"""The owners' own part of an erasure."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_
from liuke.owners.erasing import ErasureStep, Person

_GO = {
    "owners_phone": "owner_id",
    "owners_wechatid": "owner_id",
    "owners_ownerinterest": "owner_id",
    "owners_stagemark": "owner_id",
    "owners_standing": "owner_id",
    "owners_householdmember": "owner_id",
    "owners_fleetcontact": "fleet_id",
    "owners_merge": "survivor_id",
}


def _forget(cursor: CursorWrapper, person: Person) -> list[str]:
    del cursor
    return list(person.numbers)


def _erase(cursor: CursorWrapper, person: Person) -> int:
    ids: dict[str, Any] = {"ids": list(person.ids), "numbers": list(person.numbers), "at": person.at}
    gone = 0
    for table, column in _GO.items():
        cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%(ids)s)", ids)
        gone += cursor.rowcount
    cursor.execute(
        "DELETE FROM owners_candidate WHERE first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s);"
        "DELETE FROM owners_household AS h"
        " WHERE NOT EXISTS (SELECT FROM owners_householdmember AS m WHERE m.household_id = h.id)",
        ids,
    )
    cursor.execute(
        "DELETE FROM owners_sourcekey WHERE owner_id = ANY(%(ids)s) AND value = ANY(%(numbers)s)", ids
    )
    cursor.execute("UPDATE owners_consent SET note = '' WHERE owner_id = ANY(%(ids)s) AND note <> ''", ids)
    cursor.execute(
        "UPDATE owners_privacyrequest SET asked_by = left(asked_by, 1) || '*', wish = ''"
        " WHERE owner_id = ANY(%(ids)s)",
        ids,
    )
    cursor.execute(
        "UPDATE owners_owner SET name = '', pinyin = '', initials = '', gender = NULL, birthday = NULL,"
        " district = NULL, channel = NULL, preferences = '', contact_channel = '', contact_time = '',"
        " spending = '', preferred_store_id = NULL, preferred_adviser_id = NULL, hand_set = '[]',"
        " records_say = '{}', custom = '{}', erased_at = %(at)s, batch_id = NULL, version = version + 1,"
        " changed_at = %(at)s"
        " WHERE id = ANY(%(ids)s)",
        ids,
    )
    return gone + int(cursor.rowcount)


STEPS = (
    ErasureStep(
        erase=_erase,
        forget=_forget,
        kept=(
            N_("The consent log without notes: proof that messages were allowed."),
            N_("This request, without the wish: proof that it was answered."),
            N_("The audit trail: the law asks us to keep records of access; it cannot be changed."),
            N_("Keyed hashes of the telephone numbers, so that the next import does not bring them back."),
        ),
    ),
)
