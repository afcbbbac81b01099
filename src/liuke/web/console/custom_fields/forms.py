"""The forms of custom fields and labels."""

from __future__ import annotations

from typing import Any

from django import forms

from liuke.org.actions.save_custom_field import FieldDraft
from liuke.org.models import CustomField
from liuke.org.models.group import NAME_LENGTH
from liuke.org.rules.custom_fields import KEY, LONGEST_CHOICE, MOST_CHOICES, Bearer, CustomKind
from liuke.web.console.custom_fields.words import BEARERS, KINDS
from liuke.web.console.owners.forms import clean_text
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, t

DRAFTED = ("label_zh", "label_en", "required", "rank")


class FieldForm(PlatformForm):
    """What can change of a field."""

    label_zh = forms.CharField(label=lazy("Chinese label"), max_length=NAME_LENGTH)
    label_en = forms.CharField(label=lazy("English label"), max_length=NAME_LENGTH)
    choices = forms.CharField(
        label=lazy("Choices"),
        required=False,
        max_length=8000,
        help_text=lazy("One a line; for fields of choice alone."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rank = WholeField(
        label=lazy("Rank"), min_value=0, max_value=999, initial=0, help_text=lazy("Smaller comes first.")
    )
    required = forms.BooleanField(
        label=lazy("Must be filled in"),
        required=False,
        help_text=lazy("Asked of whoever saves the form; what imports bring in stays as it is."),
    )

    def clean_label_zh(self) -> str:
        return clean_text(self.cleaned_data["label_zh"])

    def clean_label_en(self) -> str:
        return clean_text(self.cleaned_data["label_en"])

    def clean_choices(self) -> tuple[str, ...]:
        lines = [clean_text(line) for line in self.cleaned_data["choices"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_CHOICES:
            raise forms.ValidationError(t("At most %(most)s choices.", most=MOST_CHOICES))
        if any(len(line) > LONGEST_CHOICE for line in lines):
            raise forms.ValidationError(t("A choice has at most %(most)s characters.", most=LONGEST_CHOICE))
        return tuple(lines)

    def draft(self) -> FieldDraft:
        """What the action takes."""
        given = {name: self.cleaned_data[name] for name in (*DRAFTED, "choices")}
        return FieldDraft(**given, retired=not self.cleaned_data.get("asked", True))


class FieldNewForm(FieldForm):
    """A field that is not there yet; key and kind stay for good."""

    bearer = forms.ChoiceField(label=lazy("Field of"), choices=BEARERS)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=KINDS)
    key = forms.RegexField(
        KEY,
        label=lazy("Key"),
        help_text=lazy("As programs call it, for example parking_space; it never changes."),
        error_messages={"invalid": lazy("Small letters, figures and _, beginning with a letter.")},
    )
    field_order = ("bearer", "kind", "key")

    def where(self) -> tuple[Bearer, str, CustomKind]:
        """What never changes."""
        given = self.cleaned_data
        return Bearer(given["bearer"]), given["key"], CustomKind(given["kind"])


class FieldEditForm(FieldForm, VersionedForm):
    """The same for one that is there."""

    asked = forms.BooleanField(
        label=lazy("Asked"),
        required=False,
        help_text=lazy("A field that is not asked any more keeps what it holds and is never deleted."),
    )


class LabelForm(PlatformForm):
    """The group's own words for a built-in field."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    label_zh = forms.CharField(label=lazy("Chinese label"), max_length=NAME_LENGTH, required=False)
    label_en = forms.CharField(label=lazy("English label"), max_length=NAME_LENGTH, required=False)

    def clean_label_zh(self) -> str:
        return clean_text(self.cleaned_data["label_zh"])

    def clean_label_en(self) -> str:
        return clean_text(self.cleaned_data["label_en"])


def field_values(field: CustomField) -> dict[str, Any]:
    """A field as the form shows it."""
    values = {name: getattr(field, name) for name in DRAFTED}
    return {
        **values,
        "choices": "\n".join(field.choices),
        "asked": not field.retired,
        "version": field.version,
    }
