"""Amounts and whole numbers are read alike in every form; escrow is entered for quarters there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("django")

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import get_resolver, reverse
from django.utils import timezone

from liuke.loyalty.models import EscrowBalance
from liuke.loyalty.rules.prepaid import quarter_of
from liuke.values.period import add_months
from liuke.web.console.desk.settlement import read
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.yuan_field import YuanField

YUAN = {"1000": 100_000, "1,000.50": 100_050, "１２": 1_200, "¥128.5": 12_850, "0": 0}
NO_YUAN = ["1e5", "2e3", "١٢", "1_000", "-1", "1.005", "abc", ""]
WHOLE = {"12": 12, "１２": 12, " 1,200 ": 1_200}
NO_WHOLE = ["1e5", "١٢", "1_000", "12.0", "1,2", "abc", "\0"]


def every_form(of: type[forms.Form] = PlatformForm) -> Iterator[type[forms.Form]]:
    for one in of.__subclasses__():
        yield one
        yield from every_form(one)


def test_every_form_asks_for_numbers_in_the_same_two_ways() -> None:
    assert get_resolver().url_patterns, "with the addresses all forms are there"
    plain = [
        (form.__qualname__, name)
        for form in every_form()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField) and not isinstance(field, WholeField)
        if not field.widget.is_hidden
    ]
    assert plain == []


@pytest.mark.parametrize("typed", [*WHOLE, *NO_WHOLE], ids=repr)
def test_whole_numbers_are_read_as_people_write_them(typed: str) -> None:
    field = WholeField(min_value=0, max_value=10_000)
    if typed in WHOLE:
        assert field.clean(typed) == WHOLE[typed]
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(("typed", "points"), [("１２", 12), ("1,200", 1_200), ("０", 0), ("", 0)])
def test_the_points_of_a_bill_are_read_so_too(typed: str, points: int) -> None:
    given = QueryDict(mutable=True)
    given["points"] = typed
    tenders = read(given).tenders()
    assert tenders
    assert tenders.points == points


@pytest.mark.parametrize("typed", [*YUAN, *NO_YUAN], ids=repr)
def test_escrow_is_typed_as_at_the_desk(world: Any, as_: Any, typed: str) -> None:
    address = reverse("escrow_enter", args=[world.stores["east"].pk])
    quarter, before = quarter_of(timezone.localdate()), EscrowBalance.objects.count()
    answer = as_("group").post(f"{address}?quarter={quarter}", {"amount": typed, "note": "对账单"})
    assert answer.status_code == (302 if typed in YUAN else 422)
    assert EscrowBalance.objects.count() == before + (typed in YUAN)
    if typed in YUAN:
        kept = EscrowBalance.objects.latest("entered_at")
        assert (kept.amount_fen, kept.quarter) == (YUAN[typed], quarter)


def test_a_form_that_expects_more_takes_more() -> None:
    assert YuanField(least=0, most=10**11).clean("1,000,000,000") == 10**11
    with pytest.raises(ValidationError) as no:
        YuanField(least=0).clean("1,000,000.01")
    assert "1,000,000" in no.value.messages[0]


def test_escrow_is_not_entered_for_a_quarter_long_gone_or_to_come(world: Any, as_: Any) -> None:
    client, before = as_("group"), EscrowBalance.objects.count()
    address, this = reverse("escrow_enter", args=[world.stores["east"].pk]), quarter_of(timezone.localdate())
    for quarter in (dt.date(1900, 1, 1), add_months(this, -27), add_months(this, 3), dt.date(9999, 10, 1)):
        asked = f"{address}?quarter={quarter}"
        assert client.get(asked).status_code == 200
        answer = client.post(asked, {"amount": "1000", "note": "对账单"})
        assert answer.status_code == 422
        assert "请在资金存管页选择" in answer.content.decode()
    assert EscrowBalance.objects.count() == before
    for quarter in (this, add_months(this, -24)):
        answer = client.post(f"{address}?quarter={quarter}", {"amount": "1000", "note": "对账单"})
        assert answer.status_code == 302
