"""Money as people type it: yuan in the field, fen in the value."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from liuke.values.money import fen_of, read_yuan
from liuke.values.reading import BadCell
from liuke.web.shell.wording import t

MOST_FEN = 100_000_000
"""A million yuan: more is typed by mistake, unless a field expects more."""


def fen(text: str, *, least: int = 1, most: int = MOST_FEN) -> int:
    """Fen of what somebody typed as yuan. Raises ValidationError."""
    try:
        read = read_yuan(text.replace("\0", ""))
    except BadCell as bad:
        if bad.reason == "money_decimals":
            raise ValidationError(t("Money has two decimals at most, such as 128.50.")) from None
        raise ValidationError(t("Write an amount in yuan, such as 1,280 or 128.50.")) from None
    if read.value is None:
        raise ValidationError(t("Write an amount in yuan, such as 1,280 or 128.50."))
    found = fen_of(read.value)
    if found < least:
        raise ValidationError(
            t("The amount must be more than nothing.") if least else t("An amount is not negative.")
        )
    if found > most:
        raise ValidationError(t("%(most)s yuan at most. Check the amount.", most=f"{most // 100:,}"))
    return found


class YuanField(forms.CharField):
    """Yuan as people write them; the value is fen."""

    def __init__(self, *, least: int = 1, most: int = MOST_FEN, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control num-input"})
        super().__init__(max_length=20, widget=widget, **more)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return fen(text, least=self.least, most=self.most) if text else None
