"""Which character separates the columns of a text export, by evidence of its first rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Delimiter = Literal[",", ";", "\t", "|"]

_FIXES: dict[Delimiter, tuple[str, ...]] = {",": (), ";": ("semicolon",), "\t": ("tab",), "|": ("pipe",)}


@dataclass(frozen=True)
class Dialect:
    """``width`` is the number of columns most rows have; ``declared``: the first line says ``sep=;``."""

    delimiter: Delimiter
    width: int
    declared: bool = False

    @property
    def fixes(self) -> tuple[str, ...]:
        """The file-level codes that tell the owner what was put right."""
        return _FIXES[self.delimiter]


def detect_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect of a table from its first lines, line ends included.

    The delimiter wins that splits most rows into the same, and a large, number of columns. A table of one
    column counts as comma separated.

    >>> detect_dialect(["VIN;date;note\\n", "A;2024-01-01;a, b\\n", "B;2024-01-02;\\n"])
    Dialect(delimiter=';', width=3, declared=False)
    """
    declared = _declared(lines)
    candidates = [declared] if declared else list(_FIXES)
    scored = [(*_score(lines, delimiter), delimiter) for delimiter in candidates]
    _, width, delimiter = max(scored, key=lambda entry: entry[0])
    return Dialect(delimiter, width, declared is not None)


def _declared(lines: Sequence[str]) -> Delimiter | None:
    if lines and (first := lines[0].rstrip("\r\n").strip('"')).lower().startswith("sep="):
        return next((delimiter for delimiter in _FIXES if first[4:] == delimiter), None)
    return None


def _score(lines: Sequence[str], delimiter: Delimiter) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:  # a field that swallows everything: not this delimiter, or a quote never closed
        return -1.0, 1
    if not widths:
        return 0.0, 1
    width, rows = widths.most_common(1)[0]
    return (width - 1) * rows / widths.total(), width
