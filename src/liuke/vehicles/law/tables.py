"""Reads the tables of law once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

OLDEST_MONTHS = 600


@dataclass(frozen=True)
class InspectionLaw:
    """One version for one use: the ages in months at which an inspection ends, and where only the mark."""

    since: dt.date
    source: str
    ages: tuple[int, ...]
    by_mark: frozenset[int]


@dataclass(frozen=True)
class Term:
    """So many months or km, whichever first, for invoices from ``since`` on."""

    since: dt.date
    months: int
    km: int
    source: str


@cache
def inspection_laws() -> Mapping[str, tuple[InspectionLaw, ...]]:
    """The versions for each use, the oldest first."""
    return {
        use: tuple(
            InspectionLaw(one["from"], one["source"], _ages(one["spans"]), frozenset(one["by_mark"]))
            for one in versions
        )
        for use, versions in _read("inspection").items()
    }


@cache
def warranty_terms() -> Mapping[str, tuple[Term, ...]]:
    """The versions of ``guarantee``, ``warranty`` and ``battery``, the oldest first."""
    return {
        kind: tuple(Term(one["from"], one["months"], one["km"], one["source"]) for one in versions)
        for kind, versions in _read("warranty").items()
    }


def _ages(spans: list[dict[str, int]]) -> tuple[int, ...]:
    ages, age = [], 0
    for span in spans:
        until = span.get("until_months", OLDEST_MONTHS)
        while age < until:
            age += span["every"]
            ages.append(age)
    return tuple(ages)


def _read(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
