"""The forms of cars and their papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from liuke.org.queries import stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.odometer import LIMIT_KM
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell
from liuke.values.refusal import Refusal
from liuke.values.vin import read_vin
from liuke.vehicles.actions.add_car import CheckDigitWrong, NewCar
from liuke.vehicles.actions.change_car import CarDraft
from liuke.vehicles.actions.change_plate import DayToCome
from liuke.vehicles.actions.give_role import RoleDraft
from liuke.vehicles.actions.note_reading import ReadingContradicts, ReadingDraft
from liuke.vehicles.actions.save_declined import DeclinedDraft
from liuke.vehicles.actions.save_policy import PolicyDraft
from liuke.vehicles.models import DeclinedWork, Policy, Vehicle
from liuke.web.console.custom_fields.asking import AsksCustomFields, custom_values
from liuke.web.console.vehicles.words import POLICY_KINDS, ROLES, USES, WORK_STATES
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, refused, t
from liuke.web.shell.yuan_field import YuanField

FIRST_YEAR, LAST_YEAR = 1990, 2100
TOLD_OF_NEW = ("brand", "series", "model", "energy", "delivery_day")
CAR_FIELDS = tuple(name for name in CarDraft.__dataclass_fields__ if name != "custom")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day of the years in which there can be something to say of a car, with the browser's calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[_of_our_time],
    )


def _of_our_time(day: dt.date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(
            t("Choose a day between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
        )


def past_day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day that has come already."""
    field = day_field(label, required=required, help_text=help_text)
    field.validators.append(_come)
    return field


def _come(day: dt.date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(t(DayToCome.sentence))


def yuan_field(label: Any) -> YuanField:
    """A price."""
    return YuanField(label=label, required=False, least=0, most=9_999_999_900)


def _plain(value: Any) -> Any:
    return value if value != "" else None


class CarForm(AsksCustomFields, VersionedForm):
    """What is known of a car besides its plate."""

    bearer = Bearer.VEHICLE

    brand = forms.CharField(label=lazy("Brand"), max_length=60, required=False)
    series = forms.CharField(label=lazy("Series"), max_length=60, required=False)
    model = forms.CharField(label=lazy("Model"), max_length=100, required=False)
    energy = forms.CharField(
        label=lazy("Energy"),
        max_length=30,
        required=False,
        help_text=lazy("As it is called in the DMS, for example 燃油, 混动 or 纯电."),
    )
    delivery_day = past_day_field(lazy("Delivered on"))
    invoice_day = past_day_field(
        lazy("Invoice of"),
        help_text=lazy("From this day on the warranty runs; without it, from the delivery."),
    )
    registered_day = past_day_field(
        lazy("First registered on"),
        help_text=lazy("As on the vehicle licence; the inspections follow from it."),
    )
    use = forms.ChoiceField(label=lazy("Use"), choices=USES)
    inspected_until = day_field(
        lazy("Inspection mark until"),
        help_text=lazy("As on the licence or the mark; it comes before what is computed."),
    )
    on_site_only = forms.BooleanField(
        label=lazy("Always inspected on site"),
        required=False,
        help_text=lazy(
            "After an accident with injuries or an illegal modification the car has lost its exemption."
        ),
    )

    def draft(self) -> CarDraft:
        """What the action takes."""
        values = {name: _plain(self.cleaned_data[name]) for name in CAR_FIELDS}
        return CarDraft(**values, custom=self.custom())


def car_values(car: Vehicle) -> dict[str, Any]:
    """A car as the form shows it."""
    values = {name: getattr(car, name) for name in CAR_FIELDS}
    return {**values, "version": car.version, **custom_values(car.custom)}


def clean_plate(typed: str) -> str:
    """A plate as it is kept. Raises ValidationError."""
    try:
        plate = read_plate(typed).value
    except BadCell:
        plate = None
    if plate is None:
        raise forms.ValidationError(t("This is not a Chinese plate. Write it like 沪A12345 or 沪AD12345."))
    return plate


def clean_vin(typed: str) -> str:
    """A VIN as it is kept, its digit not judged. Raises ValidationError."""
    try:
        vin = read_vin(typed).value
    except BadCell as bad:
        if bad.suggestion:
            raise forms.ValidationError(
                t("A VIN has no I, O and Q. Is it %(suggestion)s?", suggestion=bad.suggestion)
            ) from None
        vin = None
    if vin is None:
        raise forms.ValidationError(
            t("A VIN has 17 letters and digits, without I, O and Q. Look at the licence.")
        )
    return vin


def clean_phone(typed: str) -> str:
    """A telephone number as it is kept. Raises ValidationError."""
    try:
        number = read_phone(typed).value
    except BadCell:
        number = None
    if not number:
        raise forms.ValidationError(
            t("This is not a telephone number. Write it like 13800001234 or 025-88001234.")
        )
    return number


class PlateForm(VersionedForm):
    """Another plate, from a day on."""

    plate = forms.CharField(label=lazy("New plate"), max_length=12)
    from_day = past_day_field(lazy("From which day on"), required=True)

    def clean_plate(self) -> str:
        return clean_plate(self.cleaned_data["plate"])


class NewCarForm(AsksCustomFields):
    """A car that no record has told of."""

    bearer = Bearer.VEHICLE

    vin = forms.CharField(label=lazy("VIN"), max_length=30, help_text=lazy("As on the vehicle licence."))
    plate = forms.CharField(label=lazy("Plate"), max_length=12, required=False)
    store = forms.ChoiceField(label=lazy("Store"))
    brand = forms.CharField(label=lazy("Brand"), max_length=60, required=False)
    series = forms.CharField(label=lazy("Series"), max_length=60, required=False)
    model = forms.CharField(label=lazy("Model"), max_length=100, required=False)
    energy = forms.CharField(
        label=lazy("Energy"),
        max_length=30,
        required=False,
        help_text=lazy("As it is called in the DMS, for example 燃油, 混动 or 纯电."),
    )
    delivery_day = past_day_field(lazy("Delivered on"))
    name = forms.CharField(label=lazy("Owner"), max_length=60, required=False)
    phone = forms.CharField(
        label=lazy("Telephone"),
        max_length=30,
        required=False,
        help_text=lazy("Whoever has this number already is linked."),
    )
    sure = forms.BooleanField(label=lazy("The VIN is right"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = stores_within(scope, Permission.CHANGE_VEHICLES)
        self.choose("store", [(str(one.pk), one.name) for one in stores.order_by("pinyin")])

    def clean_vin(self) -> str:
        return clean_vin(self.cleaned_data["vin"])

    def clean_plate(self) -> str | None:
        typed = self.cleaned_data["plate"]
        return clean_plate(typed) if typed else None

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        return clean_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("name")) != bool(given.get("phone")) and not self.errors:
            missing = "phone" if given.get("name") else "name"
            self.add_error(missing, t("Enter both name and number of the owner, or neither."))
        return given

    def take(self, refusal: Refusal) -> None:
        """A VIN with a wrong digit is asked about."""
        if isinstance(refusal, CheckDigitWrong):
            self.add_error("vin", refused(refusal))
            self.fields["sure"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        else:
            super().take(refusal)

    def draft(self) -> NewCar:
        """What the action takes."""
        given = self.cleaned_data
        kept = {name: given[name] for name in ("vin", "name", "phone", "sure")}
        told = {name: _plain(given[name]) for name in ("plate", *TOLD_OF_NEW)}
        return NewCar(store_id=UUID(given["store"]), custom=self.custom(), **kept, **told)


class PersonForm(VersionedForm):
    """Who is what to the car."""

    role = forms.ChoiceField(label=lazy("As"), choices=ROLES)
    name = forms.CharField(label=lazy("Name"), max_length=60)
    phone = forms.CharField(
        label=lazy("Telephone"), max_length=30, help_text=lazy("Whoever has this number already is linked.")
    )
    from_day = past_day_field(lazy("From which day on"), required=True)

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def draft(self) -> RoleDraft:
        """What the action takes."""
        given = self.cleaned_data
        return RoleDraft(given["role"], given["name"].strip(), given["phone"], given["from_day"])


class ReadingForm(PlatformForm):
    """A reading by hand."""

    day = past_day_field(lazy("Read on"), required=True)
    km = WholeField(label=lazy("Kilometres"), min_value=0, max_value=LIMIT_KM)
    sure = forms.BooleanField(label=lazy("The figure is right"), required=False, widget=forms.HiddenInput)

    def take(self, refusal: Refusal) -> None:
        """Who is told that a figure contradicts another one is asked whether it is right."""
        super().take(refusal)
        if isinstance(refusal, ReadingContradicts):
            self.fields["sure"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})

    def draft(self) -> ReadingDraft:
        """What the action takes."""
        return ReadingDraft(**self.cleaned_data)


class CorrectionForm(PlatformForm):
    """What an order's reading should be."""

    km = WholeField(
        label=lazy("Right kilometres"),
        min_value=0,
        max_value=LIMIT_KM,
        required=False,
        help_text=lazy("Leave it empty to set the reading aside. The order keeps what it said."),
    )
    reason = forms.CharField(label=lazy("Reason"), max_length=200)


class PolicyForm(PlatformForm):
    """An insurance policy."""

    kind = forms.ChoiceField(label=lazy("Kind"), choices=POLICY_KINDS)
    insurer = forms.CharField(label=lazy("Insurer"), max_length=60, required=False)
    number = forms.CharField(label=lazy("Policy number"), max_length=60, required=False)
    from_day = day_field(lazy("From"), required=True)
    to_day = day_field(lazy("Last day"), required=True)
    premium = yuan_field(lazy("Premium in yuan"))

    def draft(self) -> PolicyDraft:
        """What the action takes."""
        given = self.cleaned_data
        return PolicyDraft(
            kind=given["kind"],
            insurer=given["insurer"],
            number=given["number"],
            from_day=given["from_day"],
            to_day=given["to_day"],
            premium_fen=given["premium"],
            cancelled=given.get("cancelled", False),
        )


class PolicyEditForm(PolicyForm, VersionedForm):
    """The same for one that is there."""

    cancelled = forms.BooleanField(label=lazy("Cancelled"), required=False)


def policy_values(policy: Policy) -> dict[str, Any]:
    """A policy as the form shows it."""
    names = ("kind", "insurer", "number", "from_day", "to_day", "cancelled", "version")
    return {**{name: getattr(policy, name) for name in names}, "premium": _yuan(policy.premium_fen)}


class DeclinedForm(PlatformForm):
    """Work that was put off."""

    item = forms.CharField(label=lazy("Work"), max_length=100)
    day = past_day_field(lazy("Advised on"), required=True)
    remind_day = day_field(lazy("Remind from"), required=True)
    price = yuan_field(lazy("Price in yuan"))
    note = forms.CharField(label=lazy("Remark"), max_length=300, required=False)

    def draft(self) -> DeclinedDraft:
        """What the action takes."""
        given = self.cleaned_data
        return DeclinedDraft(
            item=given["item"],
            day=given["day"],
            remind_day=given["remind_day"],
            price_fen=given["price"],
            note=given["note"],
            state=given.get("state", DeclinedWork.State.OPEN),
        )


class DeclinedEditForm(DeclinedForm, VersionedForm):
    """The same for some that is noted."""

    state = forms.ChoiceField(label=lazy("State"), choices=WORK_STATES)


def declined_values(work: DeclinedWork) -> dict[str, Any]:
    """Work put off as the form shows it."""
    names = ("item", "day", "remind_day", "note", "state", "version")
    return {**{name: getattr(work, name) for name in names}, "price": _yuan(work.price_fen)}


def _yuan(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / 100


def in_days(today: dt.date, days: int) -> dt.date:
    """A day so far away, for what a form proposes."""
    return today + dt.timedelta(days=days)
