"""The districts a store serves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liuke.org.actions.set_service_area import set_service_area
from liuke.org.models import Store
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import serving, store_within
from liuke.org.rules.roles import Permission
from liuke.owners.queries import districts_of_owners
from liuke.web.console.owners.forms import clean_text
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, t

MOST_DISTRICTS = 200


@dataclass(frozen=True)
class Offered:
    """A district, how many owners within reach live there, who else serves it: blanks are out of reach."""

    name: str
    owners: int
    others: Sequence[str]


class ServiceAreaForm(VersionedForm):
    """Known districts to tick, and a line for others."""

    districts = forms.MultipleChoiceField(
        label=lazy("Districts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=lazy("Other districts"),
        max_length=2000,
        required=False,
        help_text=lazy("In the words the owners' records have, separated by commas."),
    )

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("districts", [(one, one) for one in known])

    def clean_more(self) -> list[str]:
        names = [clean_text(one) for one in re.split(r"[,，、;；\n]", self.cleaned_data["more"])]
        for name in names:
            if len(name) > NAME_LENGTH:
                raise forms.ValidationError(t("“%(name)s” is too long.", name=name[:20]))
        return [name for name in names if name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if len(self.all_districts(given)) > MOST_DISTRICTS:
            self.add_error("more", t("At most %(most)s districts.", most=MOST_DISTRICTS))
        return given

    def all_districts(self, given: Mapping[str, Any]) -> list[str]:
        """Ticked and written, each once."""
        return sorted({*given.get("districts", ()), *given.get("more", ())})


@needs(Permission.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def store_service_area(request: Asking, store_id: UUID) -> HttpResponse:
    """Changes the districts; says who else serves them."""
    store = store_within(request.rights, store_id, Permission.CHANGE_STORE)
    offered = _offered(request, store)
    form = ServiceAreaForm(request.POST or None, known=[one.name for one in offered], initial=_values(store))
    if form.is_valid():

        def change(version: int) -> None:
            set_service_area(
                scope=request.rights,
                store_id=store.pk,
                version=version,
                districts=form.all_districts(form.cleaned_data),
                at=now(),
            )

        if form.saved(change, store, _values):
            messages.success(request, t("The service area has been saved."))
            return HttpResponseRedirect(reverse("store", args=[store.pk]))
    ticked = set(form["districts"].value() or ())
    rows = [(one, one.name in ticked) for one in offered]
    context = {"form": form, "store": store, "rows": rows}
    return page(request, "console/stores/service_area.html.j2", context, status=422 if form.is_bound else 200)


def _offered(request: Asking, store: Store) -> list[Offered]:
    owners = districts_of_owners(request.rights, most=MOST_DISTRICTS)
    others = serving(request.rights, besides=store.pk)
    own = store.service_districts.values_list("district", flat=True)
    visible = [name for name, stores in others.items() if any(stores)]
    return [
        Offered(name, owners.get(name, 0), others.get(name, ()))
        for name in dict.fromkeys([*own, *owners, *visible])
    ]


def _values(store: Store) -> dict[str, Any]:
    own = store.service_districts.values_list("district", flat=True)
    return {"version": store.version, "districts": list(own)}
