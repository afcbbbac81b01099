"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person at a surface, or the system itself (no id). The name is kept as it is at that moment."""

    id: UUID | None
    name: str
    ip: str | None = None


SYSTEM = Actor(id=None, name="system")
"""Jobs, imports by command line, migrations."""
COMMAND_LINE = Actor(id=None, name="command line")
"""Whoever has the machine."""
