"""The forms of models and plan lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from liuke.vehicles.actions.save_model import ModelDraft
from liuke.vehicles.actions.save_plan_line import PlanDraft
from liuke.vehicles.models import CarModel, PlanLine
from liuke.vehicles.rules.default_plans import PlanTerms
from liuke.web.console.vehicles.forms import day_field, yuan_field
from liuke.web.console.vehicles.words import ENERGIES, ITEMS
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, t

MOST_KM, MOST_MONTHS = 2_000_000, 240
OTHER = "other"


def _km(label: Any, help_text: Any = "") -> WholeField:
    return WholeField(label=label, min_value=1, max_value=MOST_KM, required=False, help_text=help_text)


def _months(label: Any) -> WholeField:
    return WholeField(label=label, min_value=1, max_value=MOST_MONTHS, required=False)


class ModelForm(PlatformForm):
    """A model, or a whole series."""

    brand = forms.CharField(label=lazy("Brand"), max_length=60)
    series = forms.CharField(label=lazy("Series"), max_length=60)
    model = forms.CharField(
        label=lazy("Model"),
        max_length=100,
        required=False,
        help_text=lazy("Leave it empty for the whole series."),
    )
    energy = forms.ChoiceField(label=lazy("Energy"), choices=ENERGIES)
    warranty_months = _months(lazy("Warranty in months"))
    warranty_km = _km(lazy("Warranty in km"), lazy("At least the law's 36 months or 60,000 km hold."))
    battery_months = _months(lazy("Battery warranty in months"))
    battery_km = _km(lazy("Battery warranty in km"), lazy("At least 96 months or 120,000 km hold."))

    def draft(self) -> ModelDraft:
        """What the action takes."""
        return ModelDraft(**{name: self.cleaned_data[name] for name in ModelDraft.__dataclass_fields__})


class ModelEditForm(ModelForm, VersionedForm):
    """The same for one that is there."""


def model_values(car_model: CarModel) -> dict[str, Any]:
    """A model as the form shows it."""
    return {name: getattr(car_model, name) for name in (*ModelDraft.__dataclass_fields__, "version")}


class PlanForm(PlatformForm):
    """A line of a plan."""

    item = forms.ChoiceField(label=lazy("Item"))
    own_item = forms.CharField(label=lazy("Own item"), max_length=60, required=False)
    every_km = _km(lazy("Every km"))
    every_months = _months(lazy("Every months"))
    first_km = _km(lazy("First time at km"))
    first_months = _months(lazy("First time after months"))
    price = yuan_field(lazy("Price in yuan"))
    valid_from = day_field(lazy("Valid from"), required=True)
    source = forms.CharField(label=lazy("Source of the figures"), max_length=120, required=False)
    main = forms.BooleanField(
        label=lazy("Regular service"),
        required=False,
        help_text=lazy("It brings the car in; the others go with it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, t(name)) for code, name in ITEMS.items()]
        self.choose("item", [*known, (OTHER, t("Own item"))])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("item") == OTHER and not given.get("own_item"):
            self.add_error("own_item", t("Name the item."))
        return given

    def draft(self) -> PlanDraft:
        """What the action takes."""
        given = dict(self.cleaned_data)
        own, price = given.pop("own_item"), given.pop("price")
        given.pop("version", None)
        item = own if given.pop("item") == OTHER else self.cleaned_data["item"]
        return PlanDraft(item=item, price_fen=price, **given)


class PlanEditForm(PlanForm, VersionedForm):
    """The same for one that is there."""


def plan_values(line: PlanLine | PlanTerms) -> dict[str, Any]:
    """A line as the form shows it."""
    names = ("main", "every_km", "every_months", "first_km", "first_months", "valid_from", "source")
    values = {name: getattr(line, name) for name in names}
    known = line.item in ITEMS
    values["item"], values["own_item"] = (line.item, "") if known else (OTHER, line.item)
    values["price"] = None if line.price_fen is None else Decimal(line.price_fen) / 100
    return {**values, "version": getattr(line, "version", None)}
