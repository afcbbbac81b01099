"""The audit trail: filters, before and after, export."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.audit.models import AuditEntry
from liuke.audit.queries import Filters, entries_within
from liuke.insight.reports.masking import masked_text
from liuke.org.rules.roles import Permission
from liuke.web.console.audit.words import VERBS, verb_words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download, harmless
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, t

MOST_ROWS = 20_000


class TrailForm(PlatformForm):
    """What is looked for."""

    q = forms.CharField(label=lazy("Person, object or reason"), max_length=60, required=False)
    verb = forms.ChoiceField(label=lazy("Deed"), required=False)
    since = forms.DateField(
        label=lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    actor = forms.UUIDField(required=False, widget=forms.HiddenInput)
    object = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("verb", [("", t("All deeds")), *((v, verb_words(v)) for v in VERBS)])

    def filters(self) -> Filters:
        """As the query takes it; a field that cannot be read counts as empty."""
        self.full_clean()
        given = self.cleaned_data
        return Filters(
            words=given.get("q", ""),
            verb=given.get("verb", ""),
            actor_id=given.get("actor"),
            object_id=given.get("object", ""),
            since=_midnight(given.get("since")),
            to=_midnight(given.get("until"), days=1),
        )


def _midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    if day is None or day.year > 9000:
        return None
    start = dt.datetime.combine(day + dt.timedelta(days=days), dt.time())
    return timezone.make_aware(start)


@needs(Permission.SEE_AUDIT)
@require_GET
def audit(request: Asking) -> HttpResponse:
    """The deeds within reach, the latest first."""
    form = TrailForm(request.GET or QueryDict())
    rows = entries_within(request.rights.reach(Permission.SEE_AUDIT), form.filters())
    context = {
        "form": form,
        "paged": paged(request, rows),
        "rest": rest_of_query(request),
        "may_export": request.rights.may_somewhere(Permission.EXPORT)
        or request.rights.may(Permission.SEE_AUDIT),
    }
    return page(request, "console/audit/list.html.j2", context)


@needs(Permission.SEE_AUDIT, fresh=True)
@require_POST
def audit_export(request: Asking) -> HttpResponse:
    """What the filters leave, as a file for Excel; phones masked."""
    form = TrailForm(request.POST)
    rows = entries_within(request.rights.reach(Permission.SEE_AUDIT), form.filters())[:MOST_ROWS]
    entries, at = list(rows), now()
    mark = note_export(
        actor=request.rights.actor,
        subject=Subject("audit", "", t("Audit trail")),
        rows=len(entries),
        reason="",
        at=at,
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([t("Time"), t("Who"), t("Deed"), t("Object"), t("Before"), t("After"), t("Reason"), "IP"])
    writer.writerows(_line(one) for one in entries)
    writer.writerow([])
    writer.writerow([harmless(mark)])
    return download("\ufeff" + text.getvalue(), name="audit", ending="csv", at=at)


def _line(one: AuditEntry) -> list[str]:
    told = [json.dumps(side, ensure_ascii=False) if side else "" for side in (one.before, one.after)]
    cells = [one.actor_name, verb_words(one.verb), one.object_name, *told, one.reason, one.ip or ""]
    return [f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}", *(harmless(masked_text(c)) for c in cells)]
