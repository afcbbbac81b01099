"""From what the reading found out about stores to the places rows are put in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from liuke.audit.actions.record import Subject, record
from liuke.integrations.dms.models import Source, StoreName
from liuke.integrations.dms.questions import LEAVE_OUT, from_json
from liuke.org.models import Region, Store
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.pinyin import initials, sort_key
from liuke.vehicles.history.stage import Home

Found = Mapping[str, Any]
"""What an import keeps of its reading: ``homes`` [sheet, said, store or name, is_new], ``new_stores``
{name: region}, ``signatures`` by sheet, ``unnamed`` {sheet: store proposed}, ``questions``."""


def homes_of(found: Found, *, stores: Mapping[str, UUID], numbered: bool) -> list[Home]:
    """Every place of the staged rows. ``stores`` are those made for names; ``numbered`` gives sources too."""
    pairs = [
        (int(sheet), said, stores[store] if is_new else UUID(store))
        for sheet, said, store, is_new in found["homes"]
    ]
    pairs += [(sheet, None, UUID(store)) for sheet, store in _unnamed(found).items()]
    signatures = found["signatures"]
    numbers = _numbers({(signatures[sheet], store) for sheet, _, store in pairs}) if numbered else {}
    return [
        Home(sheet, said, store, numbers.get((signatures[sheet], store), 0)) for sheet, said, store in pairs
    ]


def _unnamed(found: Found) -> dict[int, str]:
    """The store of rows that name none, sheet by sheet: what was answered, else what is proposed."""
    answered = {
        (q.file, q.sheet): q.taken
        for q in from_json(found.get("questions", []))
        if q.code == "store_of_sheet"
    }
    stores = {}
    for number, proposed in found["unnamed"].items():
        file, sheet, _ = found["sheet_names"][int(number)]
        store = answered.get((file, sheet), proposed)
        if store and store != LEAVE_OUT:
            stores[int(number)] = store
    return stores


def _numbers(wanted: set[tuple[str, UUID]]) -> dict[tuple[str, UUID], int]:
    rows = [Source(signature=signature, store_id=store) for signature, store in sorted(wanted)]
    Source.objects.bulk_create(rows, ignore_conflicts=True)
    known = Source.objects.filter(store_id__in={store for _, store in wanted})
    return {(source.signature, source.store_id): source.pk for source in known}


def invented(found: Found) -> dict[str, UUID]:
    """Ids for stores that are not there yet: good for a preview, where no row can meet them."""
    return {name: uuid4() for name in found["new_stores"]}


@dataclass(frozen=True)
class Made:
    """The stores of the names answered with “create”; ``stores`` and ``regions`` are those made for it."""

    by_name: dict[str, UUID] = field(default_factory=dict)
    stores: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)


def make_stores(found: Found, *, scope: Scope, at: dt.datetime) -> Made:
    """Makes the stores that were answered with “create”, and their regions. Raises NotAllowed."""
    made = Made()
    for name, region in sorted(found["new_stores"].items()):
        scope.need(Permission.CREATE_STORE)
        existing = Store.objects.filter(name=name).first()
        if existing is None:
            made.by_name[name] = _make_store(name, region, made=made, scope=scope, at=at)
            made.stores.append(str(made.by_name[name]))
        else:
            made.by_name[name] = existing.pk
    return made


def _make_store(name: str, region: str | None, *, made: Made, scope: Scope, at: dt.datetime) -> UUID:
    place = _region(region, made=made, scope=scope, at=at) if region else None
    store = Store(
        code=_free_code(name), name=name, dms_name=name, pinyin=sort_key(name), initials=initials(name),
        region=place, changed_at=at, changed_by=scope.actor.name,
    )  # fmt: skip
    store.save()
    subject = Subject("org.store", store.pk, name, store.pk)
    record(actor=scope.actor, verb="store.created", subject=subject, after={"name": name, "code": store.code})
    return store.pk


def _region(name: str, *, made: Made, scope: Scope, at: dt.datetime) -> Region:
    region = Region.objects.filter(name=name).first()
    if region is None:
        region = Region(name=name, pinyin=sort_key(name), changed_at=at, changed_by=scope.actor.name)
        region.save()
        record(actor=scope.actor, verb="region.created", subject=Subject("org.region", region.pk, name))
        made.regions.append(str(region.pk))
    return region


def _free_code(name: str) -> str:
    """A short code from the pinyin of the name that no store has."""
    stem = re.sub(r"[^A-Z0-9]", "", initials(name).upper())[:12] or "S"
    taken = set(Store.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, 10_000) if (code := stem if n == 1 else f"{stem}{n}") not in taken)


def remember_names(found: Found, *, scope: Scope) -> None:
    """Names that were answered with an existing store mean it next time, too.

    For everybody if the answer came from somebody who imports for the whole group, else for that person.
    """
    staff_id = None if scope.reach(Permission.IMPORT).everywhere else scope.actor.id
    answered: Sequence[tuple[str, str]] = [
        (q.subject, q.taken) for q in from_json(found.get("questions", [])) if q.code == "store"
    ]
    for name, store in answered:
        if _is_id(store):
            StoreName.objects.update_or_create(
                name=name, staff_id=staff_id, defaults={"store_id": UUID(store)}
            )


def _is_id(answer: str) -> bool:
    try:
        UUID(answer)
    except ValueError:
        return False
    return True
