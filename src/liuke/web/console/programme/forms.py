"""Forms of the programme."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from liuke.loyalty.bill import Category
from liuke.loyalty.models import CardProduct, CouponSeries, ServiceItem, TopUpOffer
from liuke.loyalty.models.programme import NAME_LENGTH
from liuke.web.console.desk.words import CATEGORIES
from liuke.web.console.programme.words import COUPON_KINDS
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, t
from liuke.web.shell.yuan_field import YuanField

MOST_DAYS, MOST_USES, MOST_COUPONS = 3650, 999, 1_000_000
_USES = "uses_"


def yuan_text(fen: int | None) -> str:
    """
    >>> yuan_text(30_450), yuan_text(30_000), yuan_text(0)
    ('304.50', '300', '')
    """
    if not fen:
        return ""
    return f"{fen / 100:.2f}".removesuffix(".00")


def _code() -> forms.CharField:
    return forms.RegexField(
        r"^[a-z0-9._-]{1,40}\Z",
        label=lazy("Code"),
        max_length=40,
        help_text=lazy("Small letters, figures, hyphens. It stands in the books and never changes."),
    )


def _days(label: Any) -> WholeField:
    return WholeField(
        label=label,
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=lazy("Empty: it does not expire."),
    )


def _name() -> forms.CharField:
    return forms.CharField(label=lazy("Called"), max_length=NAME_LENGTH)


class ProductForm(PlatformForm):
    """``model`` is what it makes; ``money`` names the fields that are typed in yuan and kept in fen."""

    model: type[Any]
    money: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Of the row."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in self.money:
            given[name] = given[name] or 0
        return given

    def lines(self) -> list[tuple[UUID, int]]:
        """Of a card."""
        return []

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """What stands in a row."""
        found = {name: getattr(row, name, None) for name in cls.base_fields}
        return {**found, **{name: yuan_text(found[name]) for name in cls.money}, "active": row.active}


class ItemForm(ProductForm):
    """A service that cards are used for."""

    model, money = ServiceItem, ("list_fen",)
    code = _code()
    name = _name()
    list_fen = YuanField(label=lazy("List price, yuan"), help_text=lazy("What one use costs without a card."))


class CardForm(ProductForm):
    """A count card or package; a field for the uses of each service."""

    model, money = CardProduct, ("price_fen",)
    name = _name()
    price_fen = YuanField(label=lazy("Price, yuan"))
    valid_days = _days(lazy("Valid for days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in ServiceItem.objects.filter(active=True):
            self.fields[f"{_USES}{item.pk.hex}"] = WholeField(
                label=t("Uses of %(name)s", name=item.name),
                min_value=0,
                max_value=MOST_USES,
                required=False,
                help_text=t("%(price)s yuan each at list price", price=yuan_text(item.list_fen)),
            )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if not name.startswith(_USES)}

    def lines(self) -> list[tuple[UUID, int]]:
        return [
            (UUID(hex=name.removeprefix(_USES)), uses)
            for name, uses in self.cleaned_data.items()
            if name.startswith(_USES) and uses
        ]

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        uses = {f"{_USES}{line.item_id.hex}": line.uses for line in row.lines.all()}
        return {**super().initial_of(row), **uses}


class OfferForm(ProductForm):
    """A top-up and its bonus."""

    model, money = TopUpOffer, ("principal_fen", "bonus_fen")
    name = _name()
    principal_fen = YuanField(label=lazy("The owner pays, yuan"))
    bonus_fen = YuanField(label=lazy("We add, yuan"), required=False, least=0)
    bonus_valid_days = _days(lazy("Bonus valid for days"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("bonus_fen") or 0) > (given.get("principal_fen") or 0):
            raise ValidationError({"bonus_fen": t("A bonus is at most what the owner pays.")})
        return given


class SeriesForm(ProductForm):
    """A series of coupons."""

    model, money = CouponSeries, ("value_fen", "threshold_fen")
    code = _code()
    name = _name()
    kind = forms.ChoiceField(label=lazy("Kind"), choices=COUPON_KINDS)
    value_fen = YuanField(
        label=lazy("Worth, yuan"),
        required=False,
        least=0,
        help_text=lazy("Of a discount: the most it takes off; empty: no limit."),
    )
    percent_off = WholeField(
        label=lazy("Per cent off"), min_value=1, max_value=99, required=False,
        help_text=lazy("Of a discount: 15 means the owner pays 85 per cent."),
    )  # fmt: skip
    item = forms.ChoiceField(
        label=lazy("Service"), required=False, help_text=lazy("Of an item coupon: what it pays for.")
    )
    threshold_fen = YuanField(label=lazy("From, yuan"), required=False, least=0)
    categories = forms.MultipleChoiceField(
        label=lazy("Good for"),
        choices=[(code, lazy(words)) for code, words in CATEGORIES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("None chosen: everything on a bill."),
    )
    valid_days = _days(lazy("Valid for days"))
    ends_on = forms.DateField(
        label=lazy("Ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
    )
    most_per_owner = WholeField(label=lazy("Most for one owner"), min_value=1, max_value=9_999, initial=1)
    most_issued = WholeField(label=lazy("Most in all"), min_value=1, max_value=MOST_COUPONS, required=False)
    stacks = forms.BooleanField(label=lazy("May be used together with others"), required=False)
    transferable = forms.BooleanField(label=lazy("May be handed over"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = ServiceItem.objects.filter(active=True)
        self.choose("item", [("", "—"), *((str(one.pk), one.name) for one in items)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        needed = {"cash": "value_fen", "discount": "percent_off", "item": "item"}.get(str(kind))
        if needed and not given.get(needed) and needed not in self.errors:
            raise ValidationError({needed: t("This kind of coupon needs it.")})
        return given

    def values(self) -> dict[str, Any]:
        given = super().values()
        item = given.pop("item") if given["kind"] == "item" else given.pop("item") and ""
        percent = given["percent_off"] if given["kind"] == "discount" else 0
        categories = [Category(one).value for one in given["categories"]]
        return {
            **given,
            "item_id": UUID(item) if item else None,
            "percent_off": percent,
            "categories": categories,
        }

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        return {
            **super().initial_of(row),
            "item": str(row.item_id or ""),
            "percent_off": row.percent_off or None,
        }


class TermsForm(VersionedForm):
    """What points are worth."""

    points_per_yuan = WholeField(label=lazy("Points for one yuan"), min_value=0, max_value=100)
    fen_per_point = WholeField(label=lazy("One point is worth, fen"), min_value=0, max_value=1_000)
    most_points_percent = WholeField(
        label=lazy("Points pay at most, per cent of a bill"), min_value=0, max_value=100
    )
    points_valid_months = WholeField(
        label=lazy("Points are valid for months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=lazy("Empty: they do not expire."),
    )


class Edited(VersionedForm):
    """What a form of something that is there has besides."""

    active = forms.BooleanField(label=lazy("Offered"), required=False)


class ItemEditForm(ItemForm, Edited):
    """A service that is there."""


class CardEditForm(CardForm, Edited):
    """A card that is there."""


class OfferEditForm(OfferForm, Edited):
    """An offer that is there."""


class SeriesEditForm(SeriesForm, Edited):
    """A series that is there."""


FORMS: dict[str, tuple[type[ProductForm], type[Any]]] = {
    "item": (ItemForm, ItemEditForm),
    "card": (CardForm, CardEditForm),
    "offer": (OfferForm, OfferEditForm),
    "series": (SeriesForm, SeriesEditForm),
}
"""By kind: for a new one, and for one that is there."""
