"""The forms of owners."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from liuke.org.models import Staff
from liuke.org.queries import staff_within, stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.drafts import ConsentDraft, OwnerDraft, PhoneDraft, StageDraft
from liuke.owners.models import Interest, Owner, Phone
from liuke.values.phone import read_phone
from liuke.values.reading import BadCell
from liuke.values.text import read_text
from liuke.web.console.custom_fields.asking import AsksCustomFields, custom_values
from liuke.web.console.owners import words
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.wording import lazy, t

EARLIEST = dt.date(1900, 1, 1)
PLAIN = ("name", "gender", "birthday", "district", "channel", "credit_rule", "spending", "contact_channel")
NAMED = ("home_store_id", "preferred_store_id", "preferred_adviser_id")


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def clean_text(text: str) -> str:
    """Without invisible characters; the form's sentence where it cannot be kept."""
    try:
        return read_text(text).value or ""
    except BadCell:
        raise forms.ValidationError(
            t("This text holds characters that cannot be kept. Type it anew.")
        ) from None


def clean_phone(text: str) -> str:
    """A whole number in its plain form."""
    try:
        number = read_phone(text).value
    except BadCell:
        number = None
    if number is None:
        raise forms.ValidationError(
            t("This is not a telephone number. Write it like 13800001234 or 025-88001234.")
        )
    return number


class OwnerForm(AsksCustomFields):
    """Who an owner is, whose customer, what they like."""

    bearer = Bearer.OWNER

    name = forms.CharField(label=lazy("Name"), max_length=60)
    kind = forms.ChoiceField(label=lazy("Kind"))
    gender = forms.ChoiceField(label=lazy("Gender"), required=False)
    birthday = forms.DateField(label=lazy("Birthday"), required=False, widget=day_input())
    district = forms.CharField(label=lazy("City district"), max_length=60, required=False)
    channel = forms.CharField(label=lazy("Source channel"), max_length=60, required=False)
    home_store = forms.ChoiceField(label=lazy("Home store"), required=False)
    credit_rule = forms.ChoiceField(
        label=lazy("Whose customer"),
        help_text=lazy("Decides the home store at each import, unless somebody has chosen it."),
    )
    preferred_store = forms.ChoiceField(label=lazy("Preferred store"), required=False)
    preferred_adviser = forms.ChoiceField(label=lazy("Preferred adviser"), required=False)
    spending = forms.ChoiceField(label=lazy("Spending capacity"), required=False)
    contact_channel = forms.ChoiceField(label=lazy("Preferred channel"), required=False)
    contact_time = forms.ChoiceField(label=lazy("Best time to call"), required=False)
    interests = forms.MultipleChoiceField(
        label=lazy("Interests"), required=False, widget=forms.CheckboxSelectMultiple
    )
    preferences = forms.CharField(
        label=lazy("Preferences"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=lazy("For example: waits in the store, drinks tea, wants the old parts back."),
    )

    def __init__(self, *args: Any, scope: Scope, owner: Owner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, custom=owner.custom if owner else None, **kwargs)
        self.choose("kind", words.choices(words.KINDS))
        genders = {value: value for value in ("男", "女", owner.gender if owner else None) if value}
        self.choose("gender", words.choices(genders, blank=True))
        self.choose("credit_rule", words.choices(words.CREDIT_RULES))
        for name, table in (
            ("spending", words.SPENDING),
            ("contact_channel", words.CONTACT_CHANNELS),
            ("contact_time", words.CONTACT_TIMES),
        ):
            self.choose(name, words.choices(table, blank=True))
        stores = {str(one.pk): one.name for one in stores_within(scope) if one.active}
        for name in ("home_store", "preferred_store"):
            there = getattr(owner, name) if owner else None
            also = {str(there.pk): there.name} if there else {}
            self.choose(name, [("", "—"), *{**stores, **also}.items()])
        self.choose("preferred_adviser", _advisers(scope, owner))
        had = [one.interest_id for one in owner.interests.all()] if owner and not owner._state.adding else []
        lines = Interest.objects.filter(active=True) | Interest.objects.filter(pk__in=had)
        self.choose("interests", [(str(one.pk), one.name) for one in lines.distinct()])
        self.fields["interests"].widget.attrs["class"] = "form-check-input"

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean_district(self) -> str:
        return clean_text(self.cleaned_data["district"])

    def clean_channel(self) -> str:
        return clean_text(self.cleaned_data["channel"])

    def clean_preferences(self) -> str:
        return clean_text(self.cleaned_data["preferences"])

    def clean_birthday(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["birthday"]
        if day and not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(t("A birthday lies between 1900 and today."))
        return day

    def draft(self) -> OwnerDraft:
        """What the action takes."""
        given = {name: self.cleaned_data[name] for name in (*PLAIN, "kind", "contact_time", "preferences")}
        for name in ("gender", "district", "channel"):
            given[name] = given[name] or None
        for name in NAMED:
            chosen = self.cleaned_data[name.removesuffix("_id")]
            given[name] = UUID(chosen) if chosen else None
        interests = tuple(UUID(pk) for pk in self.cleaned_data["interests"])
        return OwnerDraft(interests=interests, custom=self.custom(), **given)


class NewOwnerForm(OwnerForm):
    """An owner no import has told of, with the first number."""

    number = forms.CharField(label=lazy("Telephone"), max_length=30)
    field_order = ("name", "kind", "number", "home_store")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_store"].required = True

    def clean_number(self) -> str:
        return clean_phone(self.cleaned_data["number"])


class OwnerEditForm(OwnerForm, VersionedForm):
    """The same for an owner who is there."""


def owner_values(owner: Owner) -> dict[str, Any]:
    """An owner as the form shows them."""
    values = {name: getattr(owner, name) for name in (*PLAIN, "kind", "contact_time", "preferences")}
    for name in NAMED:
        values[name.removesuffix("_id")] = str(getattr(owner, name) or "")
    values["interests"] = [str(pk) for pk in owner.interests.values_list("interest", flat=True)]
    return {**values, "version": owner.version, **custom_values(owner.custom)}


def _advisers(scope: Scope, owner: Owner | None) -> list[tuple[str, str]]:
    people = staff_within(scope, Permission.SEE_OWNERS).filter(
        is_active=True, roles__role__in=["service_adviser", "customer_service", "sales"]
    )
    found: dict[str, str] = {str(one.pk): _called(one) for one in people.distinct()}
    if owner and owner.preferred_adviser:
        found.setdefault(str(owner.preferred_adviser_id), _called(owner.preferred_adviser))
    return [("", "—"), *found.items()]


def _called(one: Staff) -> str:
    return f"{one.name} · {one.home_store.name}" if one.home_store else one.name


class PhoneForm(PlatformForm):
    """A number and what is known of it."""

    number = forms.CharField(label=lazy("Number"), max_length=30)
    label = forms.ChoiceField(label=lazy("Whose"))
    state = forms.ChoiceField(label=lazy("State"))
    first = forms.BooleanField(label=lazy("Call this number first"), required=False)

    def __init__(self, *args: Any, phone: Phone | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("label", words.choices(words.PHONE_LABELS))
        states = {code: word for code, (word, _) in words.PHONE_STATES.items()}
        self.choose("state", words.choices(states))
        self._phone = phone
        if phone is not None:
            del self.fields["number"]

    def clean_number(self) -> str:
        return clean_phone(self.cleaned_data["number"])

    def draft(self) -> PhoneDraft:
        """What the action takes."""
        number = self._phone.number if self._phone else self.cleaned_data["number"]
        return PhoneDraft(
            number=number, **{name: self.cleaned_data[name] for name in ("label", "state", "first")}
        )


class WechatForm(PlatformForm):
    """A WeChat account."""

    application = forms.CharField(
        label=lazy("Application"),
        max_length=40,
        help_text=lazy("The official account or mini program, for example 云程汽车服务号."),
    )
    open_id = forms.RegexField(r"^[0-9A-Za-z_-]{6,64}$", label="OpenID")
    union_id = forms.RegexField(r"^[0-9A-Za-z_-]{6,64}$", label="UnionID", required=False)


class ConsentForm(PlatformForm):
    """What an owner agrees to, or takes back, with the proof."""

    given = forms.ChoiceField(label=lazy("The owner"))
    purposes = forms.MultipleChoiceField(label=lazy("Purpose"), widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(label=lazy("Channel"), widget=forms.CheckboxSelectMultiple)
    how = forms.ChoiceField(label=lazy("How"))
    text_version = forms.CharField(
        label=lazy("Version of the text"),
        max_length=40,
        required=False,
        help_text=lazy("Which wording the owner saw, for example 隐私政策2026-03."),
    )
    note = forms.CharField(label=lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "given": [("yes", t("agrees")), ("no", t("takes consent back"))],
            "purposes": words.choices(words.PURPOSES),
            "channels": words.choices(words.CHANNELS),
            "how": words.choices(words.HOWS),
        }
        for name, choices in offered.items():
            self.choose(name, choices)
        for name in ("purposes", "channels"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])

    def draft(self) -> ConsentDraft:
        """What the action takes."""
        given = self.cleaned_data
        return ConsentDraft(
            purposes=tuple(given["purposes"]),
            channels=tuple(given["channels"]),
            given=given["given"] == "yes",
            **{name: given[name] for name in ("how", "text_version", "note")},
        )


class StageForm(PlatformForm):
    """When an owner came to a stage."""

    stage = forms.ChoiceField(label=lazy("Stage"))
    day = forms.DateField(label=lazy("Day"), widget=day_input())
    source = forms.CharField(label=lazy("Source channel"), max_length=60, required=False)
    lost_reason = forms.CharField(
        label=lazy("Why they left"), max_length=200, required=False, help_text=lazy("Of the lost alone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("stage", words.choices(words.STAGES))

    def clean_lost_reason(self) -> str:
        return clean_text(self.cleaned_data["lost_reason"])

    def draft(self) -> StageDraft:
        """What the action takes."""
        return StageDraft(**self.cleaned_data)


class ContactForm(PlatformForm):
    """Somebody at a firm."""

    name = forms.CharField(label=lazy("Name"), max_length=40)
    position = forms.CharField(label=lazy("Position"), max_length=40, required=False)
    number = forms.CharField(label=lazy("Number"), max_length=30, required=False)

    def clean_number(self) -> str:
        text = self.cleaned_data["number"]
        return clean_phone(text) if text else ""


class HouseholdForm(PlatformForm):
    """What a family is called."""

    name = forms.CharField(label=lazy("Called"), max_length=40, help_text=lazy("For example 林家."))


class MemberForm(PlatformForm):
    """An owner by their telephone number."""

    number = forms.CharField(label=lazy("Telephone number of the owner"), max_length=30)

    def clean_number(self) -> str:
        return clean_phone(self.cleaned_data["number"])


class InterestForm(PlatformForm):
    """A line of the list of interests."""

    name = forms.CharField(label=lazy("Called"), max_length=30)


class InterestEditForm(InterestForm, VersionedForm):
    """The same for a line that is there."""

    active = forms.BooleanField(label=lazy("In use"), required=False)
