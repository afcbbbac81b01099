"""What is to be run, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Process:
    """A program and the environment it gets. ``stop_seconds`` is how long it may take to end when asked."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    stop_seconds: float = 10.0


@dataclass(frozen=True)
class Plan:
    """First each of ``first`` to its end, then all of ``lasting`` until told to stop.

    ``health`` is the path that answers 200 once the web process serves; None waits for nothing. Then the
    ``greeting`` runs once, and ``browse`` opens the browser.
    """

    first: tuple[Process, ...]
    lasting: tuple[Process, ...]
    health: str | None = "/healthz"
    greeting: Process | None = None
    browse: bool = False
