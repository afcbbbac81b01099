"""What all forms share: Tabler's classes on the widgets, and refusals shown beside the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from liuke.org.editing import ChangedMeanwhile, Taken
from liuke.org.models.versioned import Versioned
from liuke.org.queries import NotFound
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.shell.wording import lazy, refused, t

CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.HiddenInput: "",
}


class PlatformForm(forms.Form):
    """Base of every form. ``present`` holds what somebody else saved meanwhile, by field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present: list[tuple[str, str]] = []
        for field in self.fields.values():
            kind = next((k for k in CLASSES if isinstance(field.widget, k)), None)
            field.widget.attrs.setdefault("class", CLASSES[kind] if kind else "form-control")
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs.setdefault("autocomplete", "off")

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """What a field of choice offers."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def take(self, refusal: Refusal) -> None:
        """Shows a refusal where it belongs: beside the field it names, else above the form."""
        field = refusal.field if isinstance(refusal, Taken) and refusal.field in self.fields else None
        self.add_error(field, refused(refusal))


class VersionedForm(PlatformForm):
    """A form for something that several people may change."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    def saved(
        self, change: Callable[[int], object], row: Versioned, values: Callable[[Any], dict[str, Any]]
    ) -> bool:
        """Whether ``change``, given the version the editor saw, went through; why not is shown in the form.

        ``values`` tells what stands in ``row`` now, when somebody else was faster.
        """
        try:
            change(self.cleaned_data["version"])
        except (NotFound, NotAllowed):
            raise
        except ChangedMeanwhile as refusal:
            row.refresh_from_db()
            self.take_present(refusal, values(row), row.version)
        except Refusal as refusal:
            self.take(refusal)
        else:
            return True
        return False

    def take_present(self, refusal: ChangedMeanwhile, present: dict[str, Any], version: int) -> None:
        """Keeps what was typed, shows what stands there now, and lets the editor decide with open eyes."""
        self.take(refusal)
        for name, field in self.fields.items():
            typed, stands = self.cleaned_data.get(name), present.get(name)
            if name in present and (typed or "") != (stands or ""):
                names = dict(getattr(field, "choices", ()))
                said = stands if isinstance(stands, list) else [stands] if stands else []
                shown = "、".join(str(names.get(one, one)) for one in said)
                self.present.append((str(field.label), shown or "—"))
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


def new_password_field() -> forms.CharField:
    """A field for a new password."""
    return forms.CharField(
        label=lazy("New password"),
        max_length=128,
        strip=False,
        help_text=lazy("At least 10 characters, and not one that many people use. A short sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RepeatedPassword(PlatformForm):
    """A new password, twice."""

    new = new_password_field()
    again = forms.CharField(
        label=lazy("New password once more"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_new(self) -> str:
        password = str(self.cleaned_data["new"])
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and given["new"] != given.get("again"):
            raise ValidationError({"again": t("The two passwords differ. Type the same one twice.")})
        return given


def first_error(form: forms.Form) -> str:
    """One sentence for a toast."""
    return next((str(messages[0]) for messages in form.errors.values()), "")
