"""Kinds of visit 进场类型 as bits of one integer: a visit can be of several kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

BITS: Mapping[str, int] = {
    "maintenance": 1,
    "repair": 2,
    "accident": 4,
    "warranty": 8,
    "inspection": 16,
    "accessory": 32,
}
"""保养, 维修, 事故钣喷, 三包召回, 年检续保, 精品美容."""


def mask_of(kinds: Iterable[str]) -> int:
    """The mask of some kinds.

    >>> mask_of(["maintenance", "warranty"])
    9
    """
    mask = 0
    for kind in kinds:
        mask |= BITS[kind]
    return mask
