"""Custom fields in the forms of what bears them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from liuke.org.custom_fields import custom_fields, own_labels
from liuke.org.models import CustomField
from liuke.org.rules.custom_fields import (
    DECIMALS,
    LONGEST_TEXT,
    Bearer,
    CustomFieldUnfit,
    CustomKind,
    read_value,
)
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.wording import chinese, lazy, t

PREFIX = "custom_"


class AsksCustomFields(PlatformForm):
    """Asks the fields of ``bearer`` after the form's own; those bear the group's labels."""

    bearer: Bearer

    def __init__(self, *args: Any, custom: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = dict(custom or {})
        self._asked = [one for one in custom_fields(self.bearer) if not one.retired]
        for name, label in own_labels(self.bearer, chinese=chinese()).items():
            if name in self.fields:
                self.fields[name].label = label
        for one in self._asked:
            self.fields[f"{PREFIX}{one.key}"] = _asking(one, self._before.get(one.key))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for one in self._asked:
            name = f"{PREFIX}{one.key}"
            if name not in given:
                continue
            try:
                given[name] = read_value(one.terms, _typed(CustomKind(one.kind), given[name]))
            except CustomFieldUnfit:
                self.add_error(
                    name, ValidationError(t("This does not fit. Look at what the field asks for."))
                )
        return given

    def custom(self) -> dict[str, Any]:
        """Every field's value after the form, fields that are not asked any more as they were."""
        asked = {one.key: self.cleaned_data[f"{PREFIX}{one.key}"] for one in self._asked}
        return {key: value for key, value in {**self._before, **asked}.items() if value is not None}


def custom_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the form shows them."""
    return {f"{PREFIX}{key}": _shown(value) for key, value in values.items()}


def _shown(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _typed(kind: CustomKind, value: Any) -> Any:
    if kind == CustomKind.YES_NO:
        return {"yes": True, "no": False}.get(value)
    return value


def _asking(one: CustomField, now: Any) -> forms.Field:
    """The form's field; a choice that has been left out since is still offered where it was chosen."""
    label, needed = one.called(chinese=chinese()), one.required
    if one.kind == CustomKind.NUMBER:
        return _dressed(
            forms.DecimalField(label=label, required=needed, decimal_places=DECIMALS, max_digits=16)
        )
    if one.kind == CustomKind.DATE:
        picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return _dressed(forms.DateField(label=label, required=needed, widget=picker))
    if one.kind == CustomKind.CHOICE:
        offered = [*one.choices, *([now] if isinstance(now, str) and now not in one.choices else [])]
        choices = [("", "—"), *((choice, choice) for choice in offered)]
        return _dressed(forms.ChoiceField(label=label, required=needed, choices=choices), "form-select")
    if one.kind == CustomKind.YES_NO:
        answers = [("", "—"), ("yes", lazy("yes")), ("no", lazy("no"))]
        return _dressed(forms.ChoiceField(label=label, required=needed, choices=answers), "form-select")
    return _dressed(forms.CharField(label=label, required=needed, max_length=LONGEST_TEXT))


def _dressed(field: forms.Field, kind: str = "form-control") -> forms.Field:
    field.widget.attrs.update({"class": kind, "autocomplete": "off"})
    return field
