"""Whole numbers as people type them: full-width figures, commas between thousands."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from liuke.values.text import half_width

_WHOLE = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})")


def whole_of(text: str) -> int | None:
    """None where it is no whole number.

    >>> [whole_of(text) for text in ("１２", " 1,200 ", "-3", "1e5", "١٢", "1_000", "12.0", "")]
    [12, 1200, -3, None, None, None, None, None]
    """
    bare = half_width(text).strip()
    return int(bare.replace(",", "")) if _WHOLE.fullmatch(bare) else None


class WholeField(forms.IntegerField):
    """A whole number. It is a text box: a browser's number box swallows full-width figures."""

    def __init__(self, **more: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control num-input"})
        super().__init__(**{"widget": box, **more})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        found = whole_of(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found
