"""A2 How a car is driven 能源类型, from what an export calls it."""

from __future__ import annotations

from liuke.values.simplified import simplified

_SIGNS = (
    ("range_extended", ("增程", "erev", "reev", "range")),
    ("plug_in", ("插电", "插混", "phev", "plug", "超混", "dm-i", "dmi")),
    ("electric", ("纯电", "电动", "bev", "ev", "electric", "电")),
    ("hybrid", ("混动", "hev", "hybrid", "油电", "轻混", "双擎")),
    ("fuel", ("燃油", "汽油", "柴油", "petrol", "gasoline", "diesel", "fuel", "油", "ice")),
)
PLUGGED = frozenset({"electric", "plug_in", "range_extended"})
"""Energies with a traction battery that their makers have to warrant."""


def energy_of(text: str | None) -> str | None:
    """The code of an energy; None for what is not understood. The first sign found decides.

    >>> [energy_of(text) for text in ("插电式混合动力", "純電動", "油电混动", "汽油", "?")]
    ['plug_in', 'electric', 'hybrid', 'fuel', None]
    """
    bare = simplified((text or "").strip().lower())
    if bare in ("hybrid", "混动", "油电混合", "油电混动"):
        return "hybrid"
    return next((code for code, signs in _SIGNS if any(sign in bare for sign in signs)), None)
