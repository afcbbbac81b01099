"""People who were erased do not come back with an import of the same rows."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from liuke.org.sealing import digest_pads
from liuke.vehicles.erasure_steps import blanks
from liuke.vehicles.history.kinds import KINDS

_DIGEST = "sha256(%(outer)s || sha256(%(inner)s || convert_to({text}, 'UTF8')))"
_ERASED = "EXISTS (SELECT FROM owners_suppressed AS e WHERE e.digest = {digest})"


def leave_out_erased(cursor: CursorWrapper) -> None:
    """Blanks what the raw rows say of them, before the rows are compared with those that are there."""
    cursor.execute("SELECT EXISTS (SELECT FROM owners_suppressed)")
    row = cursor.fetchone()
    if not (row and row[0]):
        return
    inner, outer = digest_pads()
    for name, kind in KINDS.items():
        if "phone" not in kind.names:
            continue
        by_phone = _ERASED.format(digest=_DIGEST.format(text="r.phone"))
        by_name = _ERASED.format(digest=_DIGEST.format(text="r.vin || ' ' || r.owner_name"))
        cursor.execute(
            f"UPDATE raw_{name} AS r SET {blanks(name)} WHERE {by_phone} OR {by_name}",
            {"inner": inner, "outer": outer},
        )
