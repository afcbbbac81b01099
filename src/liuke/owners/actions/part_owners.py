"""Parts two owners that were made one."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from liuke.audit.actions.record import record
from liuke.audit.actor import Actor
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.owners.actions.merge_owners import row_of
from liuke.owners.editing import subject_of
from liuke.owners.events import OwnerChanged
from liuke.owners.merging import give_back, hooks, steps
from liuke.owners.models import Merge, Owner
from liuke.owners.owners_lock import lock_owners_or_refuse
from liuke.owners.queries import merge_within
from liuke.values.refusal import Refusal

OF_THE_ROW = {"id", "version", "changed_at", "changed_by", "batch_id", "merged_into_id", "hand_set"}


class PartedAlready(Refusal):
    code = "parted_already"
    sentence = "These two have been parted already."


@transaction.atomic
def part_owners(*, scope: Scope, merge_id: UUID, at: dt.datetime, asker: Actor | None = None) -> Merge:
    """Both stand as before the merge. What has changed since stays where it is, and is told in ``left``.
    ``asker`` is whoever wanted it, where the scope's person agrees as the second one.

    Raises NotFound (also where the survivor was merged into somebody else since: part that first),
    PartedAlready, OwnersAreWritten.
    """
    merge = merge_within(scope, merge_id)
    with connection.cursor() as cursor:
        lock_owners_or_refuse(cursor)
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at is not None:
            raise PartedAlready
        both = Owner.objects.select_for_update().in_bulk([merge.survivor_id, merge.other_id])
        left = []
        for step in steps():
            kept = {
                **merge.moved.get(step.name, {"moved": [], "had": []}),
                "dropped": merge.dropped.get(step.name, []),
            }
            lacking = give_back(cursor, step, kept=kept, to=merge.survivor_id, other=merge.other_id)
            if lacking:
                left.append({"what": step.name, "rows": lacking})
        left += _restore_values(cursor, merge)
        Owner.objects.filter(pk=merge.other_id).update(merged_into=None)
        _stamp(both, scope, at)
    merge.undone_at, merge.undone_by, merge.left = at, scope.actor.name, left
    merge.save()
    for hook in hooks():
        hook.parted(scope, merge, asker)
    one, two = both[merge.survivor_id], both[merge.other_id]
    record(actor=scope.actor, verb="owner.parted", subject=subject_of(one), after={"merged": two.name})
    return merge


def _restore_values(cursor: CursorWrapper, merge: Merge) -> list[dict[str, Any]]:
    """Values that nobody has changed since the merge go back to what they were."""
    now, before, after = row_of(cursor, merge.survivor_id), merge.before, merge.after
    changed = [c for c in before if c not in OF_THE_ROW and before[c] != after.get(c)]
    back = [c for c in changed if now.get(c) == after.get(c)]
    added = [c for c in after["hand_set"] if c not in before["hand_set"]]
    still = [c for c in now["hand_set"] if c not in added or now.get(c) != after.get(c)]
    restored = {**before, "hand_set": still}
    columns = [*back, "hand_set"]
    cursor.execute(
        f"UPDATE owners_owner AS t SET ({', '.join(columns)}) = ROW({', '.join(f'p.{c}' for c in columns)})"
        " FROM jsonb_populate_record(NULL::owners_owner, %(row)s::jsonb) AS p WHERE t.id = %(id)s",
        {"row": json.dumps(restored), "id": merge.survivor_id},
    )
    return [{"what": c, "rows": 0} for c in changed if c not in back and c not in ("pinyin", "initials")]


def _stamp(both: dict[UUID, Owner], scope: Scope, at: dt.datetime) -> None:
    for owner in both.values():
        Owner.objects.filter(pk=owner.pk).update(
            version=owner.version + 1, changed_at=at, changed_by=scope.actor.name
        )
        publish(OwnerChanged(owner_id=str(owner.pk)))
