"""Forms of the desk: every one carries the key that makes its deed happen once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from liuke.loyalty.rules.prepaid import IdentityNeeded
from liuke.loyalty.rules.tender import Paid
from liuke.values.identity import new_id
from liuke.values.refusal import Refusal
from liuke.web.console.desk import words
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.whole_field import WholeField, whole_of
from liuke.web.shell.wording import lazy, refused, t
from liuke.web.shell.yuan_field import MOST_FEN, YuanField, fen

FIELD_OF: Mapping[str, str] = {
    "no_till_open": "method",
    "unknown_method": "method",
    "paid_elsewhere": "method",
    "payment_used": "reference",
    "payment_number_missing": "reference",
    "tenders_do_not_match": "amount",
    "reason_missing": "reason",
    "bad_amount": "amount",
    "enough_for_owner": "count",
    "series_exhausted": "count",
    "balance_too_low": "amount",
}
"""Beside which field a refusal is shown."""
METHODS = tuple((code, lazy(title)) for code, title in words.METHODS.items())
FAULTS = (
    ("not_owners", lazy("Our fault or nobody's (used is counted at the discounted price)")),
    ("owners", lazy("The owner's own wish (used is counted at list price)")),
)
TAKEN_HERE = tuple(one for one in METHODS if one[0] != "elsewhere")
IN_YUAN = ("bonus", "stored")


class DeedForm(PlatformForm):
    """``second_person`` is set where somebody else has to agree, ``document`` where one has to be shown;
    ``done`` and ``anew`` are the addresses of what this form did already, with other figures, and of an empty
    one."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_id(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.second_person = self.document = False
        self.done, self.anew = "", ""

    def take(self, refusal: Refusal) -> None:
        self.document = isinstance(refusal, IdentityNeeded)
        field = FIELD_OF.get(refusal.code)
        self.add_error(field if field in self.fields else None, refused(refusal))

    @property
    def deed_key(self) -> UUID:
        found: UUID = self.cleaned_data["key"]
        return found


class PaidForm(DeedForm):
    """How somebody pays for what is promised to them."""

    method = forms.ChoiceField(label=lazy("Paid by"), choices=TAKEN_HERE)
    reference = forms.CharField(
        label=lazy("Number of the payment"),
        max_length=64,
        required=False,
        help_text=lazy("From the slip or the payment app; cash has none."),
    )

    def way(self) -> str:
        """How they pay, in words."""
        return str(dict(METHODS)[self.cleaned_data["method"]])

    def paid(self, amount_fen: int) -> Paid:
        given = self.cleaned_data
        reference = "" if given["method"] == "cash" else given["reference"]
        return Paid(method=given["method"], amount_fen=amount_fen, reference=reference)


class TopUpForm(PaidForm):
    """An offer, or any amount."""

    offer = forms.ChoiceField(label=lazy("Offer"), required=False, widget=forms.RadioSelect)
    amount = YuanField(label=lazy("Amount (yuan)"), required=False)
    field_order = ("key", "offer", "amount", "method", "reference")


class CardForm(PaidForm):
    """Which card."""

    card = forms.ChoiceField(label=lazy("Card"), widget=forms.RadioSelect)
    field_order = ("key", "card", "method", "reference")


class ReasonForm(DeedForm):
    """Why."""

    reason = forms.CharField(label=lazy("Reason"), max_length=200)


class CouponsForm(DeedForm):
    """Which coupons, how many."""

    series = forms.ChoiceField(label=lazy("Coupon"))
    count = WholeField(label=lazy("How many"), min_value=1, max_value=100, initial=1)
    reason = forms.CharField(label=lazy("Reason"), max_length=200, required=False)


class AmountField(forms.CharField):
    """So much of what is chosen beside it."""

    def __init__(self, *, help_text: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(label=lazy("How much"), max_length=20, help_text=help_text, widget=widget)


class AmountForm(DeedForm):
    """``number`` is what ``amount`` of ``what`` comes to: fen of money, else whole ones."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "amount" in given and "what" in given:
            read = fen if given["what"] in IN_YUAN else whole
            try:
                given["number"] = read(given["amount"])
            except ValidationError as error:
                self.add_error("amount", error)
        return given


class GiftForm(AmountForm, ReasonForm):
    """What is given by hand."""

    what = forms.ChoiceField(label=lazy("What is given"))
    amount = AmountField(help_text=lazy("Yuan for a bonus, else a whole number."))
    expires_on = forms.DateField(
        label=lazy("Good until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("key", "what", "amount", "expires_on", "reason")


class HoldForm(AmountForm):
    """What is set aside, and for how long."""

    what = forms.ChoiceField(label=lazy("What is set aside"))
    amount = AmountField(help_text=lazy("Yuan for stored value, else a whole number."))
    days = forms.ChoiceField(
        label=lazy("Kept for"),
        choices=(
            ("1", lazy("one day")),
            ("3", lazy("three days")),
            ("7", lazy("a week")),
            ("30", lazy("30 days")),
        ),
        help_text=lazy("Then it comes back by itself."),
    )


class HandOverForm(DeedForm):
    """What goes to whom."""

    what = forms.ChoiceField(label=lazy("What is handed over"))
    amount = forms.CharField(label=lazy("How many"), max_length=12, initial="1")
    to = forms.CharField(
        label=lazy("To whom"), max_length=20, help_text=lazy("The whole phone number of the other owner.")
    )

    def clean_amount(self) -> int:
        return whole(self.cleaned_data["amount"])


class RefundForm(DeedForm):
    """Why the contract ends, and what the owner was shown."""

    fault = forms.ChoiceField(
        label=lazy("Why is it given up?"),
        choices=FAULTS,
        widget=forms.RadioSelect,
        initial="not_owners",
    )
    known = forms.ChoiceField(
        label=lazy("Had the same service here before paying?"),
        choices=(("", lazy("As the records say")), ("yes", lazy("Yes")), ("no", lazy("No"))),
        required=False,
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**12)
    method = forms.ChoiceField(label=lazy("Paid back by"), choices=(("", "—"), *METHODS), required=False)
    reason = forms.CharField(label=lazy("Reason"), max_length=200)


class ReturnForm(ReasonForm):
    """How much of a bill."""

    amount = YuanField(
        label=lazy("Part to return (yuan)"), required=False, help_text=lazy("Empty: the whole bill.")
    )
    field_order = ("key", "amount", "reason")


def whole(text: str) -> int:
    """A whole number above nothing. Raises ValidationError."""
    found = whole_of(text)
    if found is None or not 0 < found <= MOST_FEN:
        raise ValidationError(t("Write a whole number above nothing, 100,000,000 at most."))
    return found
