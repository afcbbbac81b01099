"""Makes two owners one."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from liuke.audit.actions.record import record
from liuke.org.editing import locked
from liuke.org.rules.custom_fields import merged
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.owners.editing import keep, subject_of, told_of
from liuke.owners.events import OwnerMerged
from liuke.owners.merging import hooks, move, steps
from liuke.owners.models import Merge, Owner
from liuke.owners.models.owner import IMPORTS_WRITE
from liuke.owners.owners_lock import lock_owners_or_refuse
from liuke.owners.queries import owners_within
from liuke.owners.rules.merge_choice import CHOOSABLE, differing, merged_values
from liuke.owners.rules.spelling import spelled
from liuke.values.refusal import Refusal


class MergedWithItself(Refusal):
    code = "merged_with_itself"
    sentence = "This is one and the same owner already. Choose two different ones."


@transaction.atomic
def merge_owners(
    *,
    scope: Scope,
    survivor: tuple[UUID, int],
    other: tuple[UUID, int],
    take_other: frozenset[str] = frozenset(),
    at: dt.datetime,
) -> Merge:
    """``survivor`` and ``other`` are id and version as the asker saw them; ``take_other`` names the fields in
    which the other one's value is kept. Everything the other one has goes to the survivor.

    Raises MergedWithItself, OwnersAreWritten, NotFound, ChangedMeanwhile.
    """
    if survivor[0] == other[0]:
        raise MergedWithItself
    with connection.cursor() as cursor:
        lock_owners_or_refuse(cursor)
        rows = owners_within(scope, Permission.MERGE_OWNERS)
        both = {pk: locked(rows, pk, version=version) for pk, version in sorted([survivor, other])}
        one, two = both[survivor[0]], both[other[0]]
        before, was = row_of(cursor, one.pk), told_of(one)
        taken = {step.name: move(cursor, step, to=one.pk, other=two.pk) for step in steps()}
        _take_values(one, two, take_other)
        keep(one, scope=scope, at=at)
        two.merged_into = one
        keep(two, scope=scope, at=at)
        merge = Merge.objects.create(
            survivor=one,
            other=two,
            at=at,
            by=scope.actor.name,
            before=before,
            after=row_of(cursor, one.pk),
            moved={name: {"moved": t["moved"], "had": t["had"]} for name, t in taken.items()},
            dropped={name: t["dropped"] for name, t in taken.items()},
        )
    for hook in hooks():
        hook.merged(scope, merge)
    publish(OwnerMerged(owner_id=str(two.pk), into_owner_id=str(one.pk)))
    after = {**told_of(one), "merged": two.name}
    record(actor=scope.actor, verb="owner.merged", subject=subject_of(one), before=was, after=after)
    record(actor=scope.actor, verb="owner.merged_away", subject=subject_of(two), after={"merged": one.name})
    return merge


def row_of(cursor: CursorWrapper, owner_id: UUID) -> dict[str, Any]:
    """An owner's row as JSON."""
    cursor.execute("SELECT to_jsonb(o)::text FROM owners_owner AS o WHERE id = %s", [owner_id])
    [(row,)] = cursor.fetchall()
    found: dict[str, Any] = json.loads(row)
    return found


def _take_values(one: Owner, two: Owner, take_other: frozenset[str]) -> None:
    """A choice between two values is a person's word: imports leave it alone from now on."""
    mine, theirs = ({f: getattr(row, f) for f in CHOOSABLE} for row in (one, two))
    chosen = set(differing(mine, theirs)) & set(IMPORTS_WRITE)
    for name, value in merged_values(mine, theirs, take_other=take_other).items():
        setattr(one, name, value)
    one.custom = merged(one.custom, two.custom)
    one.pinyin, one.initials = spelled(one.name)
    one.hand_set = sorted({*one.hand_set, *chosen})
