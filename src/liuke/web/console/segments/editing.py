"""The builder: a segment is put together, counted while it grows, and kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from liuke.org.editing import ChangedMeanwhile
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.code_words import TIERS
from liuke.segments.actions.delete_segment import SegmentInUse, delete_segment
from liuke.segments.actions.save_segment import SegmentDraft, change_segment, create_segment
from liuke.segments.fields import fields
from liuke.segments.finding import find
from liuke.segments.members import members
from liuke.segments.models import NAME_LENGTH, NOTE_LENGTH, Segment, Share
from liuke.segments.queries import segment_within
from liuke.segments.rules.suggestions import Suggestion, suggestions
from liuke.segments.rules.tree import ConditionWrong, FieldRetired, Group, read_tree
from liuke.values.refusal import Refusal
from liuke.web.console.segments.builder import Node, bare, empty_tree, shown, tree_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import chinese, lazy, refused, t

PREVIEWED = 20


class SegmentForm(PlatformForm):
    """What a segment is called and who sees it; the conditions come beside."""

    name = forms.CharField(label=lazy("Called"), max_length=NAME_LENGTH)
    share = forms.ChoiceField(label=lazy("Shared with"))
    note = forms.CharField(label=lazy("What for"), max_length=NOTE_LENGTH, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(Share.MINE), t("only me"))]
        stores = stores_within(scope, Permission.CHANGE_SEGMENTS)
        choices += [(f"store:{one.pk}", one.name) for one in stores]
        if scope.may(Permission.CHANGE_SEGMENTS):
            choices.append((str(Share.GROUP), t("the whole group")))
        self.choose("share", choices)

    def draft(self, conditions: Group) -> SegmentDraft:
        given = self.cleaned_data
        share, _, store = given["share"].partition(":")
        return SegmentDraft(given["name"], conditions, given["note"], share, UUID(store) if store else None)


class SegmentEditForm(SegmentForm, VersionedForm):
    """The same for a segment that is there."""


def _values(segment: Segment) -> dict[str, Any]:
    share = f"store:{segment.store_id}" if segment.share == Share.STORE else segment.share
    return {"name": segment.name, "note": segment.note, "share": share}


@needs(Permission.CHANGE_SEGMENTS)
@require_http_methods(["GET", "POST"])
def segment_new(request: Asking) -> HttpResponse:
    """A new segment."""
    pressed = "do" in request.POST
    start = _start(request.GET.get("from", ""))
    initial = {"name": t(start.name), "note": t(start.note)} if start else {}
    form = SegmentForm(request.POST or None, initial=initial, scope=request.rights)
    tree = tree_of(request.POST) if request.method == "POST" else _begun(start)
    if not pressed and form.is_valid():
        try:
            made = create_segment(scope=request.rights, draft=form.draft(_read(tree)), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("segment", args=[made.pk]))
    return _builder(request, form, tree, None, pressed)


def _start(key: str) -> Suggestion | None:
    known = {one.key: one for one in suggestions(today=timezone.localdate(now()))}
    return known.get(key)


def _begun(start: Suggestion | None) -> Node:
    return dict(start.tree) if start else empty_tree()


@needs(Permission.CHANGE_SEGMENTS)
@require_http_methods(["GET", "POST"])
def segment_edit(request: Asking, segment_id: UUID) -> HttpResponse:
    """A segment that is there."""
    one = segment_within(request.rights, segment_id, Permission.CHANGE_SEGMENTS)
    pressed = "do" in request.POST
    initial = {**_values(one), "version": one.version}
    form = SegmentEditForm(request.POST or None, initial=initial, scope=request.rights)
    tree = tree_of(request.POST) if request.method == "POST" else _kept(one)
    if not pressed and form.is_valid():

        def change(version: int) -> None:
            draft = form.draft(_read(tree))
            change_segment(scope=request.rights, segment_id=one.pk, version=version, draft=draft, at=now())

        if form.saved(change, one, _values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("segment", args=[one.pk]))
    return _builder(request, form, tree, one, pressed)


def _read(tree: Node) -> Group:
    """Raises what ``read_tree`` does, in words of the reader's language."""
    return read_tree(bare(tree), fields(chinese=chinese()))


def _kept(segment: Segment) -> Node:
    """What is kept, where it can still be read; a field not asked any more stands there to be taken out."""
    try:
        read_tree(segment.conditions, fields())
    except FieldRetired:
        pass
    except Refusal:
        return empty_tree()
    kept: Node = segment.conditions
    return kept


def _builder(
    request: Asking, form: SegmentForm, tree: Node, one: Segment | None, pressed: bool
) -> HttpResponse:
    context = {"form": form, "one": one, **_seen(request, tree)}
    status = 422 if form.is_bound and not pressed else 200
    return page(request, "console/segments/edit.html.j2", context, status=status)


@needs(Permission.CHANGE_SEGMENTS)
@require_POST
def segment_build(request: Asking) -> HttpResponse:
    """The builder and its result for the conditions of the moment; nothing is kept."""
    return page(request, "console/segments/build.html.j2", _seen(request, tree_of(request.POST)))


def _seen(request: Asking, tree: Node) -> dict[str, Any]:
    """The tree to draw, how many fulfil it, and some of them with everything masked."""
    context: dict[str, Any] = {"root": shown(tree, scope=request.rights), "tiers": TIERS, "groups": _groups()}
    context |= {"count": None, "rows": [], "problem": ""}
    today = timezone.localdate(now())
    try:
        found = find(
            scope=request.rights,
            permissions=(Permission.SEE_SEGMENTS,),
            conditions=_read(tree),
            today=today,
            most=PREVIEWED,
        )
    except ConditionWrong as refusal:
        asked = fields(chinese=chinese()).get(str(refusal.parameters["where"]))
        words = t(asked.words) if asked else refusal.parameters["where"]
        return context | {"problem": t("To count, fill in: %(where)s.", where=words)}
    except Refusal as refusal:
        return context | {"problem": refused(refusal)}
    rows = members(found.ids, today=today, phones_masked=True, names_masked=True)
    return context | {"count": found.count, "rows": rows}


def _groups() -> dict[str, list[tuple[str, str]]]:
    """The fields to choose from, by group."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in fields(chinese=chinese()).values():
        if not field.retired:
            found.setdefault(t(field.group), []).append((field.key, t(field.words)))
    return found


@needs(Permission.CHANGE_SEGMENTS)
@require_POST
def segment_delete(request: Asking, segment_id: UUID) -> HttpResponse:
    """Gone for everybody it was shared with."""
    version = request.POST.get("version", "")
    try:
        delete_segment(
            scope=request.rights,
            segment_id=segment_id,
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        )
    except (ChangedMeanwhile, SegmentInUse) as refusal:
        messages.error(request, refused(refusal))
        return HttpResponseRedirect(reverse("segment", args=[segment_id]))
    messages.success(request, t("Deleted."))
    return HttpResponseRedirect(reverse("segments"))
