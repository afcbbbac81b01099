"""A2 How an export spells a model 车型, and which model of the catalogue it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")
_IDLE = re.compile(r"[\s\-_·.()()]+")


def spelling_key(brand: str | None, series: str | None, model: str | None = None) -> str:
    """Brand, series and model without blanks, marks and case.

    >>> spelling_key("云岚", "ES6", "ES6 75kWh 标准版")
    '云岚|es6|es675kwh标准版'
    """
    return "|".join(_IDLE.sub("", part or "").lower() for part in (brand, series, model))


def model_of(known: Mapping[str, T], *, brand: str | None, series: str | None, model: str | None) -> T | None:
    """What ``known`` has under the spelling of the model, else under that of its whole series.

    >>> model_of({"云岚|es6|": "ES6"}, brand="云岚", series="ES 6", model="100kWh")
    'ES6'
    """
    exact = known.get(spelling_key(brand, series, model))
    return exact if exact is not None else known.get(spelling_key(brand, series))


Spelt = tuple[str | None, str | None, str | None]


def adopted(spelt: Iterable[Spelt], models: Mapping[tuple[str, str, str], T]) -> dict[Spelt, T]:
    """Which model each spelling means: its own, or without a brand the only one of that series and model.

    >>> models = {("云岚", "ES6", "75kWh"): "a", ("启程", "途野", "1.5T"): "b"}
    >>> adopted([("云岚", "ES6", "75kWh"), (None, "es 6", "75kWh"), (None, "雅行", None)], models)
    {('云岚', 'ES6', '75kWh'): 'a', (None, 'es 6', '75kWh'): 'a'}
    """
    by_key = {spelling_key(*name): model for name, model in models.items()}
    namesakes: dict[str, list[T]] = {}
    for (_, series, model), found in models.items():
        namesakes.setdefault(spelling_key(None, series, model), []).append(found)
    means: dict[Spelt, T] = {}
    for one in spelt:
        key = spelling_key(*one)
        same = namesakes.get(key, []) if not one[0] else []
        if key in by_key:
            means[one] = by_key[key]
        elif len(same) == 1:
            means[one] = same[0]
    return means
