"""A store's staff by role and month: a year to fill in, planned above actual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.org.actions.set_headcount import set_headcount
from liuke.org.models import Store
from liuke.org.queries import heads_by_accounts, heads_of, store_within
from liuke.org.rules.headcount import COUNTED, MOST_HEADS, Heads, carried_forward
from liuke.org.rules.roles import Permission, Role
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.role_words import role_name
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import N_, lazy, t

MONTHS = range(1, 13)
SIDES = {"planned": N_("planned"), "actual": N_("actual")}
FIRST_YEAR, LAST_YEAR = 2000, 2099
Year = dict[tuple[Role, int], Heads]


class HeadcountForm(VersionedForm):
    """One box for each role, side and month."""

    month = forms.TypedChoiceField(
        label=lazy("Month"), coerce=int, choices=[(str(one), str(one)) for one in MONTHS], required=False
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.choose("month", [(str(one), f"{year}-{one:02}") for one in MONTHS])
        for role in COUNTED:
            for side, word in SIDES.items():
                for month in MONTHS:
                    label = f"{role_name(role)} · {t(word)} · {year}-{month:02}"
                    box = forms.TextInput(
                        attrs={
                            "inputmode": "numeric",
                            "maxlength": 4,
                            "aria-label": label,
                            "autocomplete": "off",
                            "class": "form-control",
                        }
                    )
                    self.fields[name_of(role, side, month)] = WholeField(
                        label=label, required=False, min_value=0, max_value=MOST_HEADS, widget=box
                    )

    def heads(self) -> Year:
        """What was filled in."""
        return {
            (role, month): Heads(*(self.cleaned_data.get(name_of(role, side, month)) for side in SIDES))
            for role in COUNTED
            for month in MONTHS
        }

    def lines(self) -> list[tuple[str, list[tuple[str, list[Any]]]]]:
        """The bound boxes: by role, side, month."""
        return [
            (
                role_name(role),
                [
                    (t(word), [self[name_of(role, side, month)] for month in MONTHS])
                    for side, word in SIDES.items()
                ],
            )
            for role in COUNTED
        ]


@dataclass(frozen=True)
class Filling:
    """What a button fills in before anything is saved, and what it says then."""

    month: int
    heads: Mapping[Role, Heads]
    said: str


@needs(Permission.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def store_headcount(request: Asking, store_id: UUID) -> HttpResponse:
    """Changes a year; two buttons fill a month in without saving it."""
    store = store_within(request.rights, store_id, Permission.CHANGE_STORE)
    year = _year(request.GET.get("year", ""))
    form = HeadcountForm(request.POST or None, year=year, initial=_values(store, year))
    filled = None
    if form.is_valid():
        filled = _filling(request.POST, form, store)
        if filled is None and _save(request, form, store):
            messages.success(request, t("The staff of %(year)s has been saved.", year=year))
            return HttpResponseRedirect(reverse("store", args=[store.pk]))
        if filled is not None:
            form = _with(form, filled)
    context = {
        "form": form,
        "store": store,
        "year": year,
        "filled": filled,
        "years": [one for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
    }
    status = 422 if form.is_bound and filled is None else 200
    return page(request, "console/stores/headcount.html.j2", context, status=status)


def name_of(role: Role, side: str, month: int) -> str:
    """A box's name."""
    return f"{side}_{role.value}_{month}"


def heads_now(heads: Mapping[tuple[Role, int], Heads]) -> list[tuple[str, Heads]]:
    """This month's roles of which somebody has said how many."""
    month = timezone.localdate().month
    return [(role_name(role), heads[role, month]) for role in COUNTED if (role, month) in heads]


def chart_of(heads: Mapping[tuple[Role, int], Heads]) -> dict[str, Any]:
    """The year's people, planned beside actual, as the page draws it."""

    def people(side: str) -> list[int | None]:
        said = [[getattr(heads.get((role, m), Heads()), side) for role in COUNTED] for m in MONTHS]
        return [
            sum(one for one in month if one is not None) if any(one is not None for one in month) else None
            for month in said
        ]

    names = [(t(SIDES["planned"]), "b", people("planned")), (t(SIDES["actual"]), "a", people("actual"))]
    return {
        "kind": "columns",
        "unit": "count",
        "labels": [t("month %(number)s", number=one) for one in MONTHS],
        "ticks": [str(one) for one in MONTHS],
        "bars": [{"name": name, "role": role, "values": values} for name, role, values in names],
        "legend": [{"name": name, "role": role} for name, role, _ in names],
        "signed": False,
        "labelled": False,
    }


def _save(request: Asking, form: HeadcountForm, store: Store) -> bool:
    def change(version: int) -> None:
        set_headcount(
            scope=request.rights,
            store_id=store.pk,
            version=version,
            year=form.year,
            heads=form.heads(),
            at=now(),
        )

    return form.saved(change, store, lambda row: _values(row, form.year))


def _filling(posted: QueryDict, form: HeadcountForm, store: Store) -> Filling | None:
    month = form.cleaned_data["month"] or timezone.localdate().month
    heads = form.heads()
    now_there = {role: heads[role, month] for role in COUNTED}
    if "carry" in posted:
        year = heads if month > 1 else heads_of(store, form.year - 1)
        before = {role: year.get((role, (month - 2) % 12 + 1), Heads()) for role in COUNTED}
        said = N_("Empty boxes of %(month)s were filled from the month before. Nothing is saved yet.")
        return Filling(month, carried_forward(before, now_there), said)
    if "accounts" in posted:
        counted = heads_by_accounts(store)
        heads_now = {role: Heads(now_there[role].planned, counted.get(role, 0)) for role in COUNTED}
        said = N_(
            "The actual staff of %(month)s was counted from today's staff accounts. Nothing is saved yet."
        )
        return Filling(month, heads_now, said)
    return None


def _with(form: HeadcountForm, filled: Filling) -> HeadcountForm:
    data = form.data.copy()  # type: ignore[attr-defined]
    for role, said in filled.heads.items():
        for side in SIDES:
            value = getattr(said, side)
            data[name_of(role, side, filled.month)] = "" if value is None else str(value)
    return HeadcountForm(data, year=form.year)


def _values(store: Store, year: int) -> dict[str, Any]:
    heads = heads_of(store, year)
    boxes = {
        name_of(role, side, month): getattr(said, side)
        for (role, month), said in heads.items()
        for side in SIDES
    }
    return {"version": store.version, "month": str(timezone.localdate().month), **_no_boxes(), **boxes}


def _no_boxes() -> dict[str, None]:
    return {name_of(role, side, month): None for role in COUNTED for side in SIDES for month in MONTHS}


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR and len(text) == 4:
        return int(text)
    return timezone.localdate().year
