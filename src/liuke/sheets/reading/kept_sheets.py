"""Loaded sheets kept between the look at their first rows and the reading of all of them.

Loading is what costs, and recognition looks at the head of every sheet before any is read. What is kept is
limited over all files together; what was put away first goes first.
"""

from __future__ import annotations

from threading import Lock
from weakref import ref

from python_calamine import CalamineSheet

MAX_KEPT_CELLS = 16_000_000
"""About 1 GB."""


class Owner:
    """A workbook that may keep sheets. They live in it and go when nobody holds it any more."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[CalamineSheet, int]] = {}


class KeptSheets:
    """Watches that all owners together keep at most ``max_cells`` cells."""

    def __init__(self, *, max_cells: int) -> None:
        self._max_cells = max_cells
        self._order: list[tuple[ref[Owner], str]] = []
        self._lock = Lock()

    def keep(self, owner: Owner, name: str, sheet: CalamineSheet, *, cells: int) -> None:
        """Put a sheet away, dropping the oldest others to make room. One that is too large is not kept."""
        if cells > self._max_cells:
            return
        with self._lock:
            owner.kept[name] = (sheet, cells)
            self._order = [entry for entry in self._order if entry != (ref(owner), name)]
            self._order.append((ref(owner), name))
            while self._total_cells() > self._max_cells:
                oldest, oldest_name = self._order.pop(0)
                if keeper := oldest():
                    keeper.kept.pop(oldest_name, None)

    def take(self, owner: Owner, name: str) -> CalamineSheet | None:
        """The kept sheet, which is then the caller's; None when it is not kept (any more)."""
        with self._lock:
            sheet, _ = owner.kept.pop(name, (None, 0))
            return sheet

    def _total_cells(self) -> int:
        self._order = [(owner, name) for owner, name in self._order if (o := owner()) and name in o.kept]
        return sum(keeper.kept[name][1] for owner, name in self._order if (keeper := owner()))


KEPT_SHEETS = KeptSheets(max_cells=MAX_KEPT_CELLS)
