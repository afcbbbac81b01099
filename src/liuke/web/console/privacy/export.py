"""All we know of a person, in one archive: for programs, for reading, for a spreadsheet."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from liuke.audit.actions.note_export import note_export
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.owners.actions.answer_request import must_be_checked
from liuke.owners.discovery import contributed
from liuke.owners.editing import subject_of
from liuke.owners.models import PrivacyRequest
from liuke.owners.personal_data import Section, ids_of
from liuke.owners.queries import request_within
from liuke.web.console.owners.words import code_words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.wording import t


@dataclass(frozen=True)
class Told:
    """A section with its rows: as they are, and as people read them."""

    section: Section
    rows: list[dict[str, Any]]

    @property
    def title(self) -> str:
        return t(self.section.title)

    @property
    def head(self) -> list[str]:
        return [t(name) for name in self.section.columns.values()]

    @property
    def lines(self) -> list[list[str]]:
        return [[_shown(column, row[column]) for column in self.section.columns] for row in self.rows]


@needs(Permission.HANDLE_PRIVACY, fresh=True)
@never_cache
@require_POST
def privacy_export(request: Asking, request_id: UUID) -> HttpResponse:
    """Only for somebody whose identity was checked; kept in the trail. Nothing is masked: it is theirs."""
    row = request_within(request.rights, request_id)
    if row.owner.erased_at is not None:
        raise NotFound
    if row.state != PrivacyRequest.State.DONE:
        must_be_checked(row)
    ids, at = ids_of(row.owner), now()
    told = [Told(section, section.read(ids)) for section in contributed("personal_data", "SECTIONS")]
    rows = sum(len(one.rows) for one in told)
    mark = note_export(
        actor=request.rights.actor, subject=subject_of(row.owner), rows=rows, reason=row.wish[:200], at=at
    )
    return download(_archive(request, row, told, mark, at), name="personal", ending="zip", at=at)


def _archive(
    request: HttpRequest, row: PrivacyRequest, told: list[Told], mark: str, at: dt.datetime
) -> bytes:
    data = {"made_at": at.isoformat(), "export": mark} | {one.section.key: one.rows for one in told}
    context = {"told": [one for one in told if one.rows], "mark": mark, "name": row.owner.name}
    html = render_to_string("console/privacy/personal.html.j2", context, request, using="jinja2")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("personal.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        archive.writestr("personal.html", html)
        archive.writestr("personal.xlsx", _workbook(told, mark))
    return buffer.getvalue()


def _workbook(told: list[Told], mark: str) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold, grey = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#808080"})
    for one in told:
        sheet = book.add_worksheet(one.title[:31])
        sheet.write_row(0, 0, one.head, bold)
        for number, line in enumerate(one.lines, start=1):
            sheet.write_row(number, 0, line)
        sheet.write_string(len(one.rows) + 2, 0, mark, grey)
        sheet.set_column(0, len(one.head), 18)
        sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _shown(column: str, value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return code_words(column, value)
