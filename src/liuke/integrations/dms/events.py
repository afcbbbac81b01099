"""What happens to imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liuke.outbox.events import Event


@dataclass(frozen=True)
class ImportDone(Event):
    """The rows of an import have been taken in; they carry its id."""

    kind: ClassVar[str] = "import.done"
    import_id: str


@dataclass(frozen=True)
class ImportUndone(Event):
    """The rows of an import have been taken back."""

    kind: ClassVar[str] = "import.undone"
    import_id: str
