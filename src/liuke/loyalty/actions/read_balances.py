"""Takes a list of balances from the old system and looks up whose they are. Nothing is posted."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import OpeningBatch, OpeningRow, ServiceItem
from liuke.loyalty.opening.matching import match_rows
from liuke.loyalty.opening.reading import BalanceRow, read_balances
from liuke.loyalty.opening.standing import mark_standing
from liuke.loyalty.opening.totals import totals_of
from liuke.org.editing import stamp
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

MOST_BYTES = 20 * 1024 * 1024
AT_A_TIME = 2000
_OVER = (OpeningBatch.State.DISCARDED, OpeningBatch.State.POSTED, OpeningBatch.State.UNDONE)
"""A list in such a state may come again: of one that is posted only the rows still left count."""


class ListTooLarge(Refusal):
    code = "balances_too_large"
    sentence = "“%(file)s” is larger than %(most)s MB. Split it into several files."


class ListAlreadyIn(Refusal):
    code = "balances_already_in"
    sentence = (
        "This very list was uploaded by %(by)s on %(day)s and is still on its way. Go on with that one, or "
        "discard it."
    )


@dataclass(frozen=True)
class BalanceList:
    """A file as it comes in."""

    name: str
    blocks: Iterable[bytes]


def read_balance_list(*, scope: Scope, store_id: UUID, upload: BalanceList, at: dt.datetime) -> OpeningBatch:
    """The preview. Raises NotFound, a FileRefused, NoBalancesInFile, TooManyBalances, ListAlreadyIn."""
    store = store_within(scope, store_id, Permission.OPEN_BALANCES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(upload.name).name[-60:] or "list")  # a refusal names it
        sha256 = _keep(upload, path)
        rows = read_balances(path, name=upload.name, today=timezone.localdate(at))
    with transaction.atomic():
        earlier = OpeningBatch.objects.filter(store=store, sha256=sha256).exclude(state__in=_OVER).first()
        if earlier is not None:
            day = timezone.localtime(earlier.uploaded_at)
            raise ListAlreadyIn(by=earlier.uploaded_by, day=f"{day:%Y-%m-%d}")
        batch = OpeningBatch(
            store=store,
            file=upload.name[:200],
            sha256=sha256,
            uploaded_at=at,
            uploaded_by_id=scope.actor.id,
            uploaded_by=scope.actor.name,
        )
        stamp(batch, scope=scope, at=at)
        batch.save()
        codes = _codes()
        OpeningRow.objects.bulk_create([_kept(batch, row, codes) for row in rows], batch_size=AT_A_TIME)
        match_rows(batch_id=batch.pk)
        mark_standing(batch_id=batch.pk, store_id=store.pk)
        batch.totals = totals_of(batch.pk)
        batch.save(update_fields=["totals"])
        record(
            actor=scope.actor,
            verb="opening.uploaded",
            subject=Subject("loyalty.opening", batch.pk, batch.file, store.pk),
            rows=len(rows),
        )
    return batch


def _keep(upload: BalanceList, path: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for block in upload.blocks:
            size += len(block)
            if size > MOST_BYTES:
                raise ListTooLarge(file=upload.name, most=MOST_BYTES // 1024 // 1024)
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _codes() -> dict[str, str]:
    """The codes of service items by name and by code."""
    items = ServiceItem.objects.values_list("code", "name")
    return {word.casefold(): code for code, name in items for word in (code, name)}


def _kept(batch: OpeningBatch, row: BalanceRow, codes: Mapping[str, str]) -> OpeningRow:
    if row.item:
        row.item = codes.get(row.item.casefold(), row.item)
        if row.item not in codes.values():
            row.why.append("item_unknown")
    told = asdict(row)
    skipped = told.pop("skipped")
    fate = OpeningRow.Fate.BAD if row.why else OpeningRow.Fate.UNMATCHED
    return OpeningRow(batch=batch, fate=OpeningRow.Fate.SKIPPED if skipped else fate, **told)
