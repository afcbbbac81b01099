"""Small numbers leant towards the group's mean: empirical Bayes for shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

INTERVAL = 0.90


@dataclass(frozen=True)
class Shrunk:
    """A share as its posterior mean, with the 90 % interval."""

    mean: float
    low: float
    high: float


def shrink(*, successes: Sequence[int], trials: Sequence[int]) -> list[Shrunk]:
    """The shares kᵢ of nᵢ (nᵢ ≥ 1), each leant towards the mean of all as far as its own numbers are small.

    Beta-binomial model: everybody's true share is drawn from Beta(μs, (1 − μ)s), so that the posterior is
    Beta(μs + kᵢ, (1 − μ)s + nᵢ − kᵢ). By moments, with N = Σnᵢ over g people: μ = (Σkᵢ + ½) / (N + 1),
    v = μ(1 − μ), and the variance between people is

        τ² = (Σ nᵢ(kᵢ/nᵢ − μ)² − (g − 1)v) / (N − Σnᵢ²/N − (g − 1))

    which gives the strength s = v/τ² − 1 of the prior in trials. People who differ no more than chance lets
    them (τ² ≤ 0) get s = N, all their trials together; one person alone gets s = 1. s stays within 1 to N.

    >>> [round(s.mean, 2) for s in shrink(successes=[1, 700, 780], trials=[1, 1000, 1000])]
    [0.74, 0.7, 0.78]
    """
    hits, tries = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not len(tries):
        return []
    mean = (hits.sum() + 0.5) / (tries.sum() + 1)
    strength = _strength(hits, tries, mean)
    above, below = mean * strength + hits, (1 - mean) * strength + tries - hits
    tail = (1 - INTERVAL) / 2
    lows, highs = (scipy.stats.beta.ppf(part, above, below) for part in (tail, 1 - tail))
    return [
        Shrunk(float(middle), float(low), float(high))
        for middle, low, high in zip(above / (above + below), lows, highs, strict=True)
    ]


def _strength(hits: np.ndarray, tries: np.ndarray, mean: float) -> float:
    """The trials the mean of all is worth against a person's own."""
    people, total = len(tries), float(tries.sum())
    spare = total - float((tries**2).sum()) / total - (people - 1)
    if people < 2 or spare <= 0:
        return 1.0
    variance = mean * (1 - mean)
    between = (float((tries * (hits / tries - mean) ** 2).sum()) - (people - 1) * variance) / spare
    if between <= 0:
        return total
    return float(np.clip(variance / between - 1, 1.0, total))
