"""The forms of stores and bays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from liuke.org.actions.save_bay import BayDraft
from liuke.org.drafts import StoreDraft
from liuke.org.models import Bay, Store
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import regions_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.position import Position, read_position
from liuke.org.scope import Scope
from liuke.values.phone import read_phone
from liuke.values.reading import BadCell
from liuke.values.refusal import Refusal
from liuke.web.console.custom_fields.asking import PREFIX, AsksCustomFields, custom_values
from liuke.web.console.stores.words import BAY_KINDS, STORE_KINDS
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, refused, t

FIELDS = (
    "name short_name code dms_name kind region brands district address position phone area_m2 opened_on "
    "active"
).split()


class StoreForm(AsksCustomFields):
    """A store's master data."""

    bearer = Bearer.STORE

    name = forms.CharField(label=lazy("Called"), max_length=NAME_LENGTH)
    short_name = forms.CharField(label=lazy("Short name"), max_length=20, required=False)
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$",
        label=lazy("Code"),
        help_text=lazy("The group's own code for the store, for example BH."),
        error_messages={"invalid": lazy("Use up to 20 letters, figures and hyphens.")},
    )
    dms_name = forms.CharField(
        label=lazy("Name in the DMS"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=lazy("Exactly as it stands in the DMS's exports; imports find the store by it."),
    )
    kind = forms.ChoiceField(label=lazy("Kind"), choices=STORE_KINDS)
    region = forms.ChoiceField(label=lazy("Region"), required=False)
    brands = forms.CharField(
        label=lazy("Brands"), max_length=200, required=False, help_text=lazy("Separated by commas")
    )
    district = forms.CharField(label=lazy("City district"), max_length=NAME_LENGTH, required=False)
    address = forms.CharField(label=lazy("Address"), max_length=200, required=False)
    position = forms.CharField(
        label=lazy("Coordinates"),
        max_length=60,
        required=False,
        help_text=lazy(
            "Longitude, latitude in GCJ-02, as Amap and Tencent Maps copy them: 118.796877,32.060255. "
            "Baidu's are shifted by some hundred metres."
        ),
    )
    phone = forms.CharField(label=lazy("Telephone"), max_length=30, required=False)
    area_m2 = WholeField(label=lazy("Area in m²"), min_value=1, max_value=1_000_000, required=False)
    opened_on = forms.DateField(
        label=lazy("Opened on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    active = forms.BooleanField(
        label=lazy("In operation"),
        required=False,
        help_text=lazy("A store that has closed stays with its history, but takes no more work."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(str(region.pk), region.name) for region in regions_within(scope)]
        self.choose("region", [("", "—"), *regions])

    def clean_position(self) -> Position | None:
        try:
            return read_position(self.cleaned_data["position"])
        except Refusal as refusal:
            raise forms.ValidationError(refused(refusal)) from None

    def clean_phone(self) -> str:
        return readable_phone(self.cleaned_data["phone"])

    def draft(self) -> StoreDraft:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given.pop("version", None)
        region = given.pop("region")
        given = {name: value for name, value in given.items() if not name.startswith(PREFIX)}
        return StoreDraft(region_id=UUID(region) if region else None, custom=self.custom(), **given)


class StoreEditForm(StoreForm, VersionedForm):
    """The same for a store that is there."""


class BayForm(PlatformForm):
    """A bay."""

    name = forms.CharField(label=lazy("Called"), max_length=20, help_text=lazy("For example 01 or A3"))
    kind = forms.ChoiceField(label=lazy("Kind"), choices=BAY_KINDS)
    active = forms.BooleanField(label=lazy("In use"), required=False, initial=True)

    def draft(self) -> BayDraft:
        """What the action takes."""
        return BayDraft(**{name: self.cleaned_data[name] for name in ("name", "kind", "active")})


class BayEditForm(BayForm, VersionedForm):
    """The same for a bay that is there."""


def store_values(store: Store) -> dict[str, Any]:
    """A store as the form shows it."""
    values = {name: getattr(store, name) for name in FIELDS if name != "region"}
    return {
        **values,
        "region": str(store.region_id or ""),
        "version": store.version,
        **custom_values(store.custom),
    }


def bay_values(bay: Bay) -> dict[str, Any]:
    """A bay as the form shows it."""
    return {"name": bay.name, "kind": bay.kind, "active": bay.active, "version": bay.version}


def readable_phone(text: str) -> str:
    """A mobile or landline number in its plain form; the form's sentence where it is neither."""
    try:
        return read_phone(text).value or ""
    except BadCell:
        raise forms.ValidationError(
            t("This is not a telephone number. Write it like 13800001234 or 025-88001234.")
        ) from None
