"""Tags: the list, who has one, and what it means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from liuke.audit.actions.note_look import note_look
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.code_words import TIERS
from liuke.segments.actions.save_tag import TagDraft, change_tag, create_tag, subject_of
from liuke.segments.members import members
from liuke.segments.models import NAME_LENGTH, NOTE_LENGTH, Origin, Share, Tag
from liuke.segments.queries import segments_within, tag_counts, tag_named, taggings_within, tags_all
from liuke.values.refusal import Refusal
from liuke.web.console.paging import paged
from liuke.web.console.segments.words import ORIGINS, why
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, t

MOST_DAYS = 3650


class TagForm(PlatformForm):
    """A tag: what it is called, and the segment it follows, if any."""

    name = forms.CharField(label=lazy("Called"), max_length=NAME_LENGTH)
    note = forms.CharField(label=lazy("What it says"), max_length=NOTE_LENGTH, required=False)
    segment = forms.ChoiceField(
        label=lazy("Follows the segment"),
        required=False,
        help_text=lazy("Whoever is in the segment has the tag, worked out each night and after imports."),
    )
    valid_days = WholeField(
        label=lazy("Valid for days"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=lazy("Empty: until it is taken off, or until the rule holds no more."),
    )

    def __init__(self, *args: Any, scope: Scope, origin: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = segments_within(scope).filter(share=Share.GROUP)
        choices = [(str(one.pk), one.name) for one in shared]
        if origin in (Origin.HAND, Origin.MODEL):
            del self.fields["segment"]
            return
        field = self.fields["segment"]
        field.required = origin == Origin.RULE
        field.choices = choices if field.required else [("", t("none: set by hand")), *choices]  # type: ignore[attr-defined]

    def draft(self) -> TagDraft:
        given = self.cleaned_data
        segment = given.get("segment")
        return TagDraft(
            name=given["name"],
            note=given["note"],
            segment_id=UUID(segment) if segment else None,
            valid_days=given["valid_days"],
            active=given.get("active", True),
        )


class TagEditForm(TagForm, VersionedForm):
    """The same for a tag that is there."""

    active = forms.BooleanField(label=lazy("In use"), required=False)


def _values(tag: Tag) -> dict[str, Any]:
    return {
        "name": tag.name,
        "note": tag.note,
        "segment": str(tag.segment_id or ""),
        "valid_days": tag.valid_days,
        "active": tag.active,
    }


@needs(Permission.SEE_SEGMENTS)
@require_GET
def tags(request: Asking) -> HttpResponse:
    """Every tag and how many owners within reach have it."""
    counts = tag_counts(request.rights, today=timezone.localdate(now()))
    context = {
        "rows": [(one, counts.get(one.pk, 0)) for one in tags_all()],
        "origins": ORIGINS,
        "may_change": request.rights.may(Permission.CHANGE_TAGS),
    }
    return page(request, "console/tags/list.html.j2", context)


@needs(Permission.SEE_SEGMENTS)
@require_GET
def tag(request: Asking, tag_id: UUID) -> HttpResponse:
    """Who has it, since when, from whom, why and until when."""
    one, today = tag_named(tag_id), timezone.localdate(now())
    shown = paged(request, taggings_within(request.rights, today=today).filter(tag=one))
    taggings = list(shown)
    found = members([row.owner_id for row in taggings], today=today, phones_masked=True, names_masked=False)
    people = {row.owner_id: row for row in found}
    note_look(actor=request.rights.actor, subject=subject_of(one), owners=len(found))
    context = {
        "one": one,
        "paged": shown,
        "rows": [(people[row.owner_id], row, why(row)) for row in taggings if row.owner_id in people],
        "origins": ORIGINS,
        "tiers": TIERS,
        "may_change": request.rights.may(Permission.CHANGE_TAGS),
        "may_tag": one.origin == Origin.HAND and request.rights.may_somewhere(Permission.SET_TAGS),
    }
    return page(request, "console/tags/tag.html.j2", context)


@needs(Permission.CHANGE_TAGS)
@require_http_methods(["GET", "POST"])
def tag_new(request: Asking) -> HttpResponse:
    """A new tag."""
    request.rights.need(Permission.CHANGE_TAGS)
    form = TagForm(request.POST or None, scope=request.rights)
    if form.is_valid():
        try:
            made = create_tag(scope=request.rights, draft=form.draft(), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("tag", args=[made.pk]))
    context = {"form": form, "one": None}
    return page(request, "console/tags/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(Permission.CHANGE_TAGS)
@require_http_methods(["GET", "POST"])
def tag_edit(request: Asking, tag_id: UUID) -> HttpResponse:
    """A tag that is there."""
    request.rights.need(Permission.CHANGE_TAGS)
    one = tag_named(tag_id)
    initial = {**_values(one), "version": one.version}
    form = TagEditForm(request.POST or None, initial=initial, scope=request.rights, origin=one.origin)
    if form.is_valid():

        def change(version: int) -> None:
            change_tag(scope=request.rights, tag_id=one.pk, version=version, draft=form.draft(), at=now())

        if form.saved(change, one, _values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("tag", args=[one.pk]))
    context = {"form": form, "one": one}
    return page(request, "console/tags/edit.html.j2", context, status=422 if form.is_bound else 200)
