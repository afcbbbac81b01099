"""What is done with the members of a segment: taken out as a workbook, given a tag."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.reveal import SHORTEST_REASON
from liuke.audit.watermarked_book import watermarked_book
from liuke.org.custom_fields import own_labels
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.owners.code_words import TIERS
from liuke.segments.actions.save_segment import subject_of
from liuke.segments.actions.set_tag import set_tag_on_segment
from liuke.segments.finding import find
from liuke.segments.members import Member, members
from liuke.segments.queries import conditions_of, segment_within
from liuke.values.refusal import Refusal
from liuke.web.console.custom_fields.columns import asked_fields, cells, cells_of_several, columns
from liuke.web.console.tags.asked import tag_asked
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.wording import N_, chinese, refused, t

MOST_EXPORTED = 50_000
COLUMNS = (
    (N_("Owner"), 14, ""),
    (N_("Phone"), 16, ""),
    (N_("Customer district"), 12, ""),
    (N_("Home store"), 16, ""),
    (N_("Grade"), 10, ""),
    (N_("Cars"), 30, ""),
    (N_("Tags"), 24, ""),
    (N_("Last visit"), 12, ""),
    (N_("Visits in 12 months"), 12, "0"),
    (N_("Spent in 12 months"), 14, "#,##0"),
    (N_("Will stay away"), 12, "0 %"),
    (N_("At stake (yuan)"), 14, "#,##0"),
)


OWN_WORDS = {"Customer district": "district"}
"""Columns the group may call by its own words."""


class ExportReasonMissing(Refusal):
    code = "export_reason_missing"
    sentence = "Say what the list is for. The reason is kept in the audit trail."


@needs(Permission.EXPORT, fresh=True)
@require_POST
def segment_export(request: Asking, segment_id: UUID) -> HttpResponse:
    """All members with whole numbers, as far as the right to export reaches; the trail keeps it."""
    one = segment_within(request.rights, segment_id)
    reason, at = request.POST.get("reason", "").replace("\0", "").strip()[:200], now()
    if len(reason) < SHORTEST_REASON:
        messages.error(request, refused(ExportReasonMissing()))
        return HttpResponseRedirect(reverse("segment", args=[one.pk]))
    today = timezone.localdate(at)
    found = find(
        scope=request.rights,
        permissions=(Permission.SEE_SEGMENTS, Permission.EXPORT),
        conditions=conditions_of(one),
        today=today,
        most=MOST_EXPORTED,
    )
    rows = members(found.ids, today=today, phones_masked=False, names_masked=False)
    mark = note_export(
        actor=request.rights.actor, subject=subject_of(one), rows=len(rows), reason=reason, at=at
    )
    own = own_labels(Bearer.OWNER, chinese=chinese())
    heads = [(own.get(OWN_WORDS.get(head, "")) or t(head), width, shape) for head, width, shape in COLUMNS]
    people, cars = asked_fields(Bearer.OWNER), asked_fields(Bearer.VEHICLE)
    lines = [
        [*_cells(row), *cells(people, row.custom), *cells_of_several(cars, row.cars_custom)] for row in rows
    ]
    book = watermarked_book(
        [*heads, *columns(people), *columns(cars)], lines, title=t("Segment"), watermark=mark
    )
    return download(book, name="segment", ending="xlsx", at=at)


def _cells(row: Member) -> list[object]:
    return [
        row.name,
        row.phone,
        row.district,
        row.store,
        t(TIERS[row.tier]) if row.tier in TIERS else row.tier,
        "、".join(f"{plate} {series}".strip() for plate, series in row.cars),
        "、".join(one.tag.name for one in row.tags),
        row.last_visit_day,
        row.visits_12,
        row.spend_yuan,
        row.risk,
        row.stake_yuan,
    ]


@needs(Permission.SET_TAGS)
@require_POST
def segment_tag(request: Asking, segment_id: UUID) -> HttpResponse:
    """A tag set by hand on all members within reach."""
    one = segment_within(request.rights, segment_id)
    reason = request.POST.get("reason", "")
    try:
        fresh = set_tag_on_segment(
            scope=request.rights, segment=one, tag_id=tag_asked(request), reason=reason, at=now()
        )
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("%(count)s owners have the tag newly.", count=f"{fresh:,}"))
    return HttpResponseRedirect(reverse("segment", args=[one.pk]))
