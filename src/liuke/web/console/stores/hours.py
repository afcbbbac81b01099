"""A store's week and the days on which it is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liuke.org.actions.set_opening_hours import set_opening_hours
from liuke.org.drafts import ClosedDayDraft, HoursDraft
from liuke.org.editing import ChangedMeanwhile
from liuke.org.models import Store
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.web.console.stores.words import WEEKDAYS
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, t

MOST_CLOSED_DAYS = 100


class HoursForm(VersionedForm):
    """Seven lines of open, from, to; and one line for each closed day."""

    closed = forms.CharField(
        label=lazy("Closed on"),
        required=False,
        max_length=8000,
        help_text=lazy("One day a line, like 2027-02-06; after a blank a reason may follow."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"open_{number}"] = forms.BooleanField(label=name, required=False)
            for edge, label in (("opens", lazy("opens at")), ("closes", lazy("closes at"))):
                self.fields[f"{edge}_{number}"] = forms.TimeField(
                    label=label,
                    required=False,
                    widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
                )
            self.fields[f"open_{number}"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(7):
            opens, closes = given.get(f"opens_{number}"), given.get(f"closes_{number}")
            if not given.get(f"open_{number}"):
                continue
            if not opens or not closes:
                self.add_error(f"open_{number}", t("Say from when to when."))
            elif closes <= opens:
                self.add_error(f"open_{number}", t("It has to close after it opens."))
        return given

    def clean_closed(self) -> list[ClosedDayDraft]:
        days: dict[dt.date, ClosedDayDraft] = {}
        for line in self.cleaned_data["closed"].splitlines():
            if not line.strip():
                continue
            text, _, reason = line.strip().partition(" ")
            try:
                day = dt.date.fromisoformat(text)
            except ValueError:
                raise ValidationError(
                    t("“%(line)s” does not begin with a day like 2027-02-06.", line=line.strip()[:40])
                ) from None
            days[day] = ClosedDayDraft(day, reason.strip()[:60])
        if len(days) > MOST_CLOSED_DAYS:
            raise ValidationError(t("At most %(most)s days.", most=MOST_CLOSED_DAYS))
        return [days[day] for day in sorted(days)]

    def week(self) -> list[HoursDraft]:
        """The days on which the store is open."""
        given = self.cleaned_data
        return [
            HoursDraft(day, given[f"opens_{day}"], given[f"closes_{day}"])
            for day in range(7)
            if given[f"open_{day}"]
        ]

    def take_present(self, refusal: ChangedMeanwhile, present: dict[str, Any], version: int) -> None:
        """What stands there now is told day by day, as people read it."""
        super().take_present(refusal, {}, version)
        typed = _told(self.cleaned_data, self.cleaned_data["closed"])
        for label, stands in _told(present, present["closed_days"]).items():
            if typed[label] != stands:
                self.present.append((label, stands))

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The bound fields, day by day."""
        return [(self[f"open_{day}"], self[f"opens_{day}"], self[f"closes_{day}"]) for day in range(7)]


@needs(Permission.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def store_hours(request: Asking, store_id: UUID) -> HttpResponse:
    """Changes the week and the closed days together."""
    store = store_within(request.rights, store_id, Permission.CHANGE_STORE)
    form = HoursForm(request.POST or None, initial=_values(store))
    if form.is_valid():

        def change(version: int) -> None:
            set_opening_hours(
                scope=request.rights,
                store_id=store.pk,
                version=version,
                week=form.week(),
                closed=form.cleaned_data["closed"],
                at=now(),
            )

        if form.saved(change, store, _values):
            messages.success(request, t("The opening hours have been saved."))
            return HttpResponseRedirect(reverse("store", args=[store.pk]))
    context = {"form": form, "store": store}
    return page(request, "console/stores/hours.html.j2", context, status=422 if form.is_bound else 200)


def _values(store: Store) -> dict[str, Any]:
    values: dict[str, Any] = {"version": store.version}
    for day in range(7):
        values |= {f"opens_{day}": "08:30", f"closes_{day}": "18:00"}
    for one in store.hours.all():
        values |= {
            f"open_{one.weekday}": True,
            f"opens_{one.weekday}": one.opens,
            f"closes_{one.weekday}": one.closes,
        }
    values["closed_days"] = [ClosedDayDraft(one.day, one.reason) for one in store.closed_days.all()]
    values["closed"] = "\n".join(_line(one) for one in values["closed_days"])
    return values


def _told(values: Mapping[str, Any], closed: Sequence[ClosedDayDraft]) -> dict[str, str]:
    """Week and closed days in words, by label."""
    told = {}
    for day, name in enumerate(WEEKDAYS):
        opens, closes = values.get(f"opens_{day}"), values.get(f"closes_{day}")
        told[str(name)] = f"{opens:%H:%M}–{closes:%H:%M}" if values.get(f"open_{day}") else t("closed")
    return {**told, t("Closed on"): " · ".join(_line(one) for one in closed) or "—"}


def _line(one: ClosedDayDraft) -> str:
    return f"{one.day} {one.reason}".strip()
