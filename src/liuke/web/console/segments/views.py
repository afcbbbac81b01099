"""The list of segments, and the members of one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_look import note_look
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.code_words import TIERS
from liuke.segments.actions.save_segment import subject_of
from liuke.segments.finding import count_each, find
from liuke.segments.members import members
from liuke.segments.models import Segment, Share
from liuke.segments.queries import conditions_of, hand_tags, segment_within, segments_within
from liuke.segments.rules.suggestions import suggestions
from liuke.segments.rules.tree import Group, read_tree
from liuke.values.refusal import Refusal
from liuke.web.console.paging import PER_PAGE, paged
from liuke.web.console.segments.words import SHARES, Names, tree_words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t


@dataclass(frozen=True)
class Line:
    """A segment of the list; ``owners`` None before they have been counted."""

    segment: Segment
    words: str
    shared: str
    owners: int | None


@needs(Permission.SEE_SEGMENTS)
@require_GET
def segments(request: Asking) -> HttpResponse:
    """The list; the browser asks for the counts once the page stands."""
    return page(request, "console/segments/list.html.j2", _listed(request, counted=False))


@needs(Permission.SEE_SEGMENTS)
@require_GET
def segment_counts(request: Asking) -> HttpResponse:
    """The same with how many owners within reach each has, in one statement."""
    return page(request, "console/segments/list.html.j2", _listed(request, counted=True))


def _listed(request: Asking, *, counted: bool) -> dict[str, object]:
    shown = paged(request, segments_within(request.rights))
    names = Names.seen_by(request.rights)
    trees = {one.pk: tree for one in shown if (tree := _tree(one, names)) is not None}
    today = timezone.localdate(now())
    may = request.rights.may_somewhere(Permission.CHANGE_SEGMENTS)
    begun = suggestions(today=today) if may else ()
    counts: dict[Hashable, int] = {}
    if counted:
        asked: dict[Hashable, Group] = {one.key: read_tree(one.tree, names.fields) for one in begun}
        counts = count_each(
            scope=request.rights,
            permission=Permission.SEE_SEGMENTS,
            asked=asked | trees,
            today=today,
        )
    lines = [
        Line(
            one,
            tree_words(trees[one.pk], names) if one.pk in trees else t("cannot be read any more"),
            shared_words(one),
            counts.get(one.pk),
        )
        for one in shown
    ]
    starts = [(one.key, t(one.name), t(one.note), counts.get(one.key)) for one in begun]
    return {"paged": shown, "lines": lines, "starts": starts, "counted": counted, "may_change": may}


def _tree(segment: Segment, names: Names) -> Group | None:
    try:
        return conditions_of(segment, names.fields)
    except Refusal:
        return None


def shared_words(segment: Segment) -> str:
    """Who sees it."""
    if segment.share == Share.STORE and segment.store is not None:
        return segment.store.name
    return t(SHARES[segment.share])


@needs(Permission.SEE_SEGMENTS)
@require_GET
def segment(request: Asking, segment_id: UUID) -> HttpResponse:
    """One page of the members, what is at stake first."""
    one = segment_within(request.rights, segment_id)
    at, names = now(), Names.seen_by(request.rights)
    try:
        tree = conditions_of(one, names.fields)
    except Refusal as refusal:
        context = {"one": one, "why": refused(refusal), **_may(request.rights, one)}
        return page(request, "console/segments/unread.html.j2", context)
    number = request.GET.get("page", "1")
    skip = (max(int(number), 1) - 1) * PER_PAGE if number.isdecimal() and len(number) < 6 else 0
    found = find(
        scope=request.rights,
        permissions=(Permission.SEE_SEGMENTS,),
        conditions=tree,
        today=timezone.localdate(at),
        most=PER_PAGE,
        skip=skip,
    )
    rows = members(found.ids, today=timezone.localdate(at), phones_masked=True, names_masked=False)
    note_look(actor=request.rights.actor, subject=subject_of(one), owners=len(rows))
    context = {
        "one": one,
        "words": tree_words(tree, names),
        "shared": shared_words(one),
        "rows": rows,
        "count": found.count,
        "paged": Paginator(range(found.count), PER_PAGE).get_page(skip // PER_PAGE + 1),
        "tiers": TIERS,
        **_may(request.rights, one),
    }
    return page(request, "console/segments/segment.html.j2", context)


def _may(scope: Scope, one: Segment) -> dict[str, object]:
    may_tag = scope.may_somewhere(Permission.SET_TAGS)
    return {
        "may_export": scope.may_somewhere(Permission.EXPORT),
        "may_change": segments_within(scope, Permission.CHANGE_SEGMENTS).filter(pk=one.pk).exists(),
        "may_tag": may_tag,
        "hand_tags": list(hand_tags()) if may_tag else [],
    }
