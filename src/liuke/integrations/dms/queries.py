"""Reading imports, always through somebody's scope."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from liuke.integrations.dms import storage
from liuke.integrations.dms.models import ImportBatch, PreviewRow
from liuke.integrations.dms.rules.states import WAITING, State
from liuke.org.queries import NotFound, scope_of_actor
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope, system_scope


def imports_within(scope: Scope) -> QuerySet[ImportBatch]:
    """One's own imports; everybody's for those who may import for the whole group. The latest first."""
    scope_reach = scope.reach(Permission.IMPORT)
    batches = ImportBatch.objects.order_by("-uploaded_at", "-id").prefetch_related("files")
    if scope_reach.everywhere:
        return batches
    return batches.filter(staff_id=scope.actor.id) if scope_reach else batches.none()


def imports_waiting(scope: Scope) -> int:
    """How many imports wait for somebody: to look at the preview, or at why they failed."""
    return imports_within(scope).filter(state__in=WAITING).count()


def imports_done() -> bool:
    """Whether anything has been taken in yet, by anybody."""
    return ImportBatch.objects.filter(state=State.DONE).exists()


def import_within(scope: Scope, batch_id: UUID) -> ImportBatch:
    """Raises NotFound."""
    batch = imports_within(scope).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return batch


def scope_behind(batch: ImportBatch) -> Scope:
    """The scope an import is worked on with: its person's or key's, as it is now."""
    if batch.staff_id is None:
        return system_scope()
    scope = scope_of_actor(batch.staff_id)
    if scope is None:
        raise NotFound
    return scope


def preview_rows(batch: ImportBatch, *, kind: str, fate: str) -> QuerySet[PreviewRow]:
    """The rows of one kind and fate that are kept to be looked at."""
    return batch.preview_rows.filter(kind=kind, fate=fate).order_by("id")


def error_workbook(batch: ImportBatch) -> Path:
    """The workbook of the rejected rows. Raises NotFound where there is none."""
    folder = str(batch.found.get("folder", ""))
    path = storage.folder_of(batch.pk) / folder / "errors.xlsx"
    if not folder or not path.is_file():
        raise NotFound
    return path
