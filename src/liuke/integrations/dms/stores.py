"""Which store a name in a file means, as far as the importing person may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import duckdb

from liuke.integrations.dms.models import StoreName
from liuke.integrations.dms.questions import CREATE, LEAVE_OUT, Asked, Place
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.sheets.fields.catalogue import KINDS
from liuke.values.text import half_width

Said = tuple[int, str | None]
"""(number of the sheet, the name it says)."""


@dataclass(frozen=True)
class Within:
    """The stores somebody may import for: names they go by, and names to show."""

    by_name: Mapping[str, UUID]
    names: Mapping[UUID, str]
    may_create: bool

    def find(self, said: str) -> UUID | None:
        return self.by_name.get(same(said))


def same(name: str) -> str:
    """A name in the form in which names are compared.

    >>> same("北湖店 （总店）")
    '北湖店(总店)'
    """
    return "".join(half_width(name).lower().split())


def stores_for(scope: Scope) -> Within:
    """The stores within reach with everything they are called."""
    stores = list(stores_within(scope, Permission.IMPORT).filter(active=True))
    names = {store.pk: store.name for store in stores}
    by_name: dict[str, UUID] = {}
    remembered = StoreName.objects.filter(store__in=names, staff_id__in=[scope.actor.id])
    for_all = StoreName.objects.filter(store__in=names, staff_id=None)
    for known in [*for_all, *remembered]:
        by_name[same(known.name)] = known.store_id
    for store in stores:
        for name in (store.code, store.short_name, store.name, store.dms_name):
            if name:
                by_name[same(name)] = store.pk
    return Within(by_name, names, scope.may(Permission.CREATE_STORE))


def said_in(connection: duckdb.DuckDBPyConnection) -> dict[Said, tuple[int, str | None]]:
    """Every name of a store in the accepted rows: how many rows, and the region they say."""
    found: dict[Said, tuple[int, str | None]] = {}
    for kind in KINDS.values():
        region = "any_value(region)" if any(f.name == "region" for f in kind.fields) else "NULL"
        for sheet, said, rows, area in connection.execute(
            f"SELECT source_file, store, count(*), {region} FROM accepted_{kind.name} GROUP BY 1, 2"
        ).fetchall():
            found[int(sheet), said] = (int(rows), area)
    return found


def ask_for_stores(
    *, said: Mapping[Said, tuple[int, str | None]], within: Within, given: Mapping[Place, str]
) -> list[Asked]:
    """A question for every name that means no store within reach.

    Whether a store of that name exists out of reach makes no difference to what is asked.
    """
    rows: dict[str, int] = {}
    for (_, name), (count, _region) in said.items():
        if name is not None and within.find(name) is None:
            rows[name] = rows.get(name, 0) + count
    choices = _choices(within)
    proposal = CREATE if within.may_create else LEAVE_OUT
    return [
        Asked(
            "store", "", "", name, proposal, choices, {"rows": str(count)}, given.get(("store", "", "", name))
        )
        for name, count in sorted(rows.items())
    ]


def ask_for_sheet(
    *, place: tuple[str, str], rows: int, proposal: UUID | None, within: Within, given: Mapping[Place, str]
) -> Asked:
    """Whose rows are those of a sheet that name no store?"""
    file, sheet = place
    choices = [choice for choice in _choices(within) if choice != CREATE]
    return Asked(
        "store_of_sheet", file, sheet, "", str(proposal) if proposal else LEAVE_OUT, choices,
        {"rows": str(rows)}, given.get(("store_of_sheet", file, sheet, "")),
    )  # fmt: skip


def propose_for_sheet(*, file: str, others: Sequence[UUID], within: Within) -> UUID | None:
    """The store whose name the file bears, else the one that its other rows name, else the only one."""
    name = same(file)
    bearing = {store for word, store in within.by_name.items() if len(word) > 1 and word in name}
    for candidates in (bearing, set(others), set(within.names)):
        if len(candidates) == 1:
            return next(iter(candidates))
    return None


def _choices(within: Within) -> list[str]:
    return [*map(str, within.names), *([CREATE] if within.may_create else []), LEAVE_OUT]
