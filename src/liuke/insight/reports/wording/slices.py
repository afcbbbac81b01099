"""Names of the dimensions figures are cut by, and a slice in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_, Language

DIMENSIONS: Mapping[str, str] = {
    "adviser": N_("adviser"),
    "age": N_("vehicle age"),
    "brand": N_("brand"),
    "channel": N_("source"),
    "delivery_month": N_("delivery month"),
    "delivery_year": N_("delivery year"),
    "district": N_("district"),
    "energy": N_("energy type"),
    "gender": N_("gender"),
    "kind": N_("kind of visit"),
    "model": N_("car model"),
    "price_band": N_("price band"),
    "region": N_("region"),
    "seller": N_("sales consultant"),
    "series": N_("series"),
    "store": N_("store"),
    "symptom": N_("symptom"),
    "technician": N_("technician"),
    "tier": N_("grade"),
    "vehicle_age": N_("vehicle age"),
    "vehicles": N_("cars owned"),
    "visit_kind": N_("kind of visit"),
    "visits": N_("visits a year"),
}

VALUES: Mapping[str, str] = {
    "保养": N_("maintenance"),
    "维修": N_("repair"),
    "事故钣喷": N_("accident"),
    "三包召回": N_("warranty"),
    "年检续保": N_("inspection and insurance"),
    "精品美容": N_("accessories"),
    "maintenance": N_("maintenance"),
    "repair": N_("repair"),
    "accident": N_("accident"),
    "warranty": N_("warranty"),
    "inspection": N_("inspection and insurance"),
    "accessory": N_("accessories"),
    "0–1年": N_("0–1 years"),
    "1–2年": N_("1–2 years"),
    "2–3年": N_("2–3 years"),
    "3–5年": N_("3–5 years"),
    "5–8年": N_("5–8 years"),
    "8年以上": N_("over 8 years"),
    "10万以下": N_("under ¥100k"),
    "10–15万": N_("¥100–150k"),
    "15–20万": N_("¥150–200k"),
    "20–30万": N_("¥200–300k"),
    "30–40万": N_("¥300–400k"),
    "40–60万": N_("¥400–600k"),
    "60万以上": N_("over ¥600k"),
}
"""Values the diagnosis makes itself; all others are the files' own words and stay as they are."""


def dimension(name: str, language: Language) -> str:
    return language(DIMENSIONS.get(name, name.replace("_", " ")))


def value_words(name: str, value: str, language: Language) -> str:
    """A value of a dimension; bare numbers get their unit."""
    if value in VALUES:
        return language(VALUES[value])
    if name in ("vehicle_age", "age") and value[-1:].isdigit():
        return language("%(years)s years", years=value)
    if name == "vehicles":
        return language("%(number)s cars", number=value)
    return value


def slice_chips(cut: Mapping[str, str], language: Language) -> list[tuple[str, str]]:
    """(dimension, value) pairs to show; the whole group has none."""
    return [(dimension(name, language), value_words(name, value, language)) for name, value in cut.items()]


def slice_words(cut: Mapping[str, str], language: Language) -> str:
    """A slice inside a sentence: ES6 × 城南, or the whole group."""
    if not cut:
        return language("the whole group")
    return " × ".join(value for _, value in slice_chips(cut, language))
