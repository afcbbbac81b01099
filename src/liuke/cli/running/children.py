"""The lasting processes together: all started, each restarted when it dies, all stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liuke.cli.running.child import Child
from liuke.cli.running.process import Process
from liuke.cli.wording import say

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STEADY_SECONDS = 30.0
"""One that ran this long was well: its next death is the first of a new series."""
Tell = Callable[[str], None]


@dataclass
class _Place:
    """A process's place: its child, if it runs, and what is known of earlier ones."""

    process: Process
    child: Child | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


class Children:
    """Call ``look_after`` often; it never waits."""

    def __init__(self, processes: Sequence[Process], *, tell: Tell) -> None:
        self._places = [_Place(process) for process in processes]
        self._tell = tell

    def look_after(self) -> None:
        """Starts what is due, notices what has died and plans its restart, later after each death."""
        now = time.monotonic()
        for place in self._places:
            if place.child is None:
                if now >= place.start_at:
                    place.child, place.started_at = Child(place.process), now
                continue
            code = place.child.ended
            if code is not None:
                place.child.sweep()
                self._plan_restart(place, code, now)

    def stop(self, *, hurry: Callable[[], bool]) -> None:
        """Asks all to end at once, waits for each its time, then ends the rest; ``hurry`` cuts it short."""
        running = [place.child for place in self._places if place.child]
        for child in running:
            child.ask_to_end()
        started = time.monotonic()
        for child in running:
            while time.monotonic() - started < child.process.stop_seconds and not hurry():
                if child.wait(0.1) is not None:
                    break
            child.sweep()

    def _plan_restart(self, place: _Place, code: int, now: float) -> None:
        if now - place.started_at > STEADY_SECONDS:
            place.deaths = 0
        pause = min(FIRST_PAUSE_SECONDS * 2**place.deaths, LONGEST_PAUSE_SECONDS)
        place.deaths += 1
        place.child, place.start_at = None, now + pause
        self._tell(
            say(
                "%(name)s has ended (%(code)s); it is started again in %(seconds)s s.",
                name=place.process.name,
                code=code,
                seconds=f"{pause:g}",
            )
        )
