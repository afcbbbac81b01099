"""The columns the world is made of, and the streams of chance behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


def chance(seed: int, topic: str) -> np.random.Generator:
    """The stream of chance of one topic.

    Every topic has its own, so that a trouble planted in one leaves all others as they were: two worlds of
    one seed differ only where the trouble works.
    """
    return np.random.default_rng([seed, crc32(topic.encode())])


def hashed(seed: int, topic: str, keys: Sequence[Ints], columns: int) -> Floats:
    """Uniform draws that depend on the keys of each row and on nothing else (SplitMix64).

    >>> ones = np.array([1, 1])
    >>> hashed(1, "topic", [ones], 2)[0].tolist() == hashed(1, "topic", [ones], 2)[1].tolist()
    True
    """
    begin = (seed * 0x9E3779B97F4A7C15 + crc32(topic.encode())) % 2**64
    state = np.full(len(keys[0]), begin, dtype=np.uint64)
    for key in keys:
        state = _mixed(state ^ key.astype(np.uint64))
    steps = np.arange(1, columns + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = _mixed(state[:, None] + steps)
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) / 2.0**53, dtype=np.float64)


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def pick(weights: Sequence[float] | Floats, draws: Floats) -> Ints:
    """For each uniform draw the number of the choice with those weights.

    >>> pick([1.0, 3.0], np.array([0.1, 0.3, 0.99])).tolist()
    [0, 1, 1]
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(edges / edges[-1], draws, side="right"), len(edges) - 1)


def pick_by_row(weights: Floats, draws: Floats) -> Ints:
    """The same where every row has weights of its own.

    >>> pick_by_row(np.array([[1.0, 3.0], [3.0, 1.0]]), np.array([0.5, 0.5])).tolist()
    [1, 0]
    """
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    return np.asarray((draws[:, None] >= edges[:, :-1]).sum(axis=1), dtype=np.int64)


def words(values: Sequence[Any]) -> Words:
    """A column of Python objects that can be indexed by numbers."""
    column: Words = np.empty(len(values), dtype=object)
    column[:] = list(values)
    return column
