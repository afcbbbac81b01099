"""What every engine can do."""

from __future__ import annotations

from typing import Any, Protocol


class Engine(Protocol):
    """Answers statements over the star, written in the DuckDB dialect."""

    name: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of the answer. Numbers come as int, float or Decimal, days as date."""
        ...
