"""What an event is, and how a package says that it wants to hear of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True)
class Event:
    """Base of all events. Subclasses are frozen dataclasses of JSON values, declared in ``events.py``.

    ``kind`` is stable: what is written today is read by tomorrow's code.
    """

    kind: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        return asdict(self)


E = TypeVar("E", bound=Event)
Listener = Callable[[E], None]
Wanted = Callable[[str], bool]


@dataclass(frozen=True)
class _Listening:
    event: type[Event]
    call: Callable[[Any], None]
    wanted: Wanted | None


_LISTENERS: dict[str, dict[str, _Listening]] = {}


def listens(event: type[E], *, wanted: Wanted | None = None) -> Callable[[Listener[E]], Listener[E]]:
    """Marks a function in a ``listeners.py``: it is called once for each event, after its transaction.

    It runs in a transaction of its own and must leave everything as it was when it fails. ``wanted`` gets
    the kind, in the transaction of the event: where it says no for all listeners, none of them is called.
    """

    def mark(listener: Listener[E]) -> Listener[E]:
        name = f"{listener.__module__}.{listener.__qualname__}"
        _LISTENERS.setdefault(event.kind, {})[name] = _Listening(event, listener, wanted)
        return listener

    return mark


def is_wanted(kind: str) -> bool:
    """Whether an event of ``kind`` has to be told on. One that is not is kept all the same."""
    there = _LISTENERS.get(kind, {}).values()
    asked = {one.wanted for one in there}
    return None in asked or any(wanted(kind) for wanted in asked if wanted)


def listeners_of(kind: str) -> list[str]:
    """The names of those who want to hear of ``kind``."""
    return sorted(_LISTENERS.get(kind, {}))


def tell(listener: str, *, kind: str, payload: dict[str, Any]) -> None:
    """Calls one listener. Raises KeyError for one that is not there any more."""
    there = _LISTENERS[kind][listener]
    there.call(there.event(**payload))
