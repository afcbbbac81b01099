"""A1 Which values an owner keeps when two become one 合并."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CHOOSABLE = (
    "name", "kind", "gender", "birthday", "district", "channel", "home_store_id", "credit_rule",
    "preferred_store_id", "preferred_adviser_id", "spending", "contact_channel", "contact_time",
    "preferences",
)  # fmt: skip


def differing(survivor: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The fields somebody has to choose: both say something, and not the same.

    >>> differing({"name": "林晓", "district": None}, {"name": "林小", "district": "城南"})
    ['name']
    """
    return [f for f in CHOOSABLE if survivor.get(f) and other.get(f) and survivor[f] != other[f]]


def merged_values(
    survivor: Mapping[str, Any], other: Mapping[str, Any], *, take_other: frozenset[str]
) -> dict[str, Any]:
    """What changes in the survivor: values taken from the other one, and blanks it can fill.

    >>> merged_values({"name": "林晓", "district": None}, {"name": "林小", "district": "城南"},
    ...     take_other=frozenset())
    {'district': '城南'}
    """
    differ = differing(survivor, other)
    return {
        f: other[f]
        for f in CHOOSABLE
        if (f in take_other and f in differ) or (other.get(f) and not survivor.get(f))
    }
