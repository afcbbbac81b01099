"""The staff list as a workbook: masked, counted, with a watermark."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.insight.reports.masking import masked_phone
from liuke.org.models import Staff
from liuke.org.queries import staff_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.web.console.staff.views import WITH_ROLES
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import t


@needs(Permission.EXPORT, fresh=True)
@require_POST
def staff_export(request: Asking) -> HttpResponse:
    """Everybody within reach of both rights: to see staff, and to export."""
    if not request.rights.may_somewhere(Permission.SEE_STAFF):
        raise NotAllowed
    visible = staff_within(request.rights).values("pk")
    people = list(
        staff_within(request.rights, Permission.EXPORT).filter(pk__in=visible).prefetch_related(WITH_ROLES)
    )
    at = now()
    mark = note_export(
        actor=request.rights.actor,
        subject=Subject("org.staff", "", t("Staff")),
        rows=len(people),
        reason="",
        at=at,
    )
    return download(_workbook(people, mark), name="staff", ending="xlsx", at=at)


def _workbook(people: list[Staff], mark: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(t("Staff"))
    head = [t("Name"), t("Login"), t("Telephone"), t("Home store"), t("Roles"), t("Works here")]
    sheet.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
    for row, one in enumerate(people, start=1):
        sheet.write_row(row, 0, _cells(one))
    sheet.write_string(len(people) + 2, 0, mark, book.add_format({"font_color": "#808080"}))
    sheet.set_footer(f"&L{mark}&R&P / &N")
    sheet.set_column(0, 5, 18)
    sheet.freeze_panes(1, 1)
    book.close()
    return buffer.getvalue()


def _cells(one: Staff) -> list[Any]:
    roles = "、".join(f"{role_name(r.role)} {r.store or r.region or ''}".strip() for r in one.roles.all())
    store = one.home_store.name if one.home_store else ""
    return [
        one.name,
        one.login,
        masked_phone(one.phone),
        store,
        roles,
        t("yes") if one.is_active else t("no"),
    ]
