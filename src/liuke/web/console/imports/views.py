"""Looking at imports: all of them, one of them, its progress, its rows, its error sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_export import note_export
from liuke.insight.reports.wording.particulars import in_words
from liuke.integrations.dms.actions.confirm_import import counts_of, subject_of
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.queries import error_workbook, import_within, imports_within, preview_rows
from liuke.integrations.dms.questions import from_json
from liuke.integrations.dms.rules.states import State
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.roles import Permission
from liuke.vehicles.history.kinds import KINDS
from liuke.web.console.imports import shown, words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import CONTENT_TYPES
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

BLOCKING_SHOWN = 20
WORKING = frozenset({State.READING, State.COMMITTING, State.UNDOING})


@needs(Permission.IMPORT)
@require_GET
def imports(request: Asking) -> HttpResponse:
    """Drop files; below, everything imported so far."""
    context = {
        "paged": paged(request, imports_within(request.rights)),
        "rest": rest_of_query(request),
        "states": words.STATES,
        "totals": shown.totals,
    }
    return page(request, "console/imports/list.html.j2", context)


@needs(Permission.IMPORT)
@require_GET
def import_page(request: Asking, batch_id: UUID) -> HttpResponse:
    """One import, wherever it stands."""
    batch = import_within(request.rights, batch_id)
    return page(request, "console/imports/import.html.j2", _context(request, batch))


def _context(request: Asking, batch: ImportBatch, chosen: tuple[str, str] | None = None) -> dict[str, Any]:
    """What the page shows, with the rows of the ``chosen`` kind and fate, else of the first there is."""
    stores = {str(s.pk): s.name for s in stores_within(request.rights, Permission.IMPORT)}
    kinds = shown.counted(batch)
    first = chosen or next(
        ((one.kind, fate) for one in kinds for fate in ("new", "changed", "rejected") if one.fates[fate]),
        None,
    )
    return {
        "batch": batch,
        "state": words.STATES[batch.state],
        "working": batch.state in WORKING,
        "step": _step(batch),
        "asked": from_json(batch.found.get("questions", [])),
        "stores": stores,
        "kinds": kinds,
        "totals": shown.totals(batch),
        "fates": words.FATES,
        "words": words,
        "first": first,
        "table": _table(batch, *first) if first else None,
        "refusal": _refusal(batch),
        "blocking": _blocking(batch),
        "seen_before": [
            {**one, "at": dt.datetime.fromisoformat(one["at"])} for one in batch.found.get("seen_before", [])
        ],
    }


def _step(batch: ImportBatch) -> str:
    progress = getattr(batch, "progress", None)
    return words.step_words(progress.step, progress.subject, progress.rows) if progress else ""


def _refusal(batch: ImportBatch) -> str:
    """Why it failed or cannot be undone, in the reader's language."""
    told = batch.refusal
    if not told:
        return ""
    if told["code"] == "changed_later":
        from liuke.vehicles.actions.take_back_history import ChangedLater

        return t(ChangedLater.sentence, **told["parameters"])
    sentence = told.get("sentence")
    if not sentence:
        return t("Something unexpected happened; nothing was taken in. An administrator finds it under Jobs.")
    return t(sentence, **in_words(told["parameters"], t))


def _blocking(batch: ImportBatch) -> list[dict[str, Any]]:
    """The first rows that keep an import from being undone."""
    rows = (batch.refusal or {}).get("rows", [])[:BLOCKING_SHOWN]
    return [{**row, "at": dt.datetime.fromisoformat(row["at"]) if row.get("at") else None} for row in rows]


@needs(Permission.IMPORT)
@require_GET
def import_progress(request: Asking, batch_id: UUID) -> HttpResponse:
    """The line a page polls; when the state has changed, the page comes anew."""
    batch = import_within(request.rights, batch_id)
    if batch.state not in WORKING or request.GET.get("state") != batch.state:
        return HttpResponse(status=200, headers={"HX-Redirect": reverse("import", args=[batch.pk])})
    context = {"batch": batch, "step": _step(batch), "since": timezone.now() - batch.uploaded_at}
    return page(request, "console/imports/progress.html.j2", context)


@needs(Permission.IMPORT)
@require_GET
def import_rows(request: Asking, batch_id: UUID, kind: str, fate: str) -> HttpResponse:
    """The rows of one kind and fate, as a part of the page."""
    batch = import_within(request.rights, batch_id)
    if kind not in KINDS or fate not in words.FATES:
        raise NotFound
    return page(request, "console/imports/rows.html.j2", _context(request, batch, (kind, fate)))


def _table(batch: ImportBatch, kind: str, fate: str) -> shown.Table:
    return shown.table_of(list(preview_rows(batch, kind=kind, fate=fate)))


@needs(Permission.IMPORT)
@require_GET
def import_errors(request: Asking, batch_id: UUID) -> FileResponse:
    """The workbook of rejected rows."""
    batch = import_within(request.rights, batch_id)
    path = error_workbook(batch)
    note_export(
        actor=request.rights.actor,
        subject=subject_of(batch),
        rows=counts_of(batch).get("rejected", 0),
        reason="",
        at=now(),
    )
    name = f"liuke-errors-{str(batch_id)[-6:]}.xlsx"
    return FileResponse(
        path.open("rb"), content_type=CONTENT_TYPES["xlsx"], as_attachment=True, filename=name
    )
