"""Ctrl-C, SIGTERM and a closed terminal: the first stops in order, the second at once."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

ORDERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody wants the platform to stop: an order, so that no handler of errors swallows it."""


class StopOrders:
    """While entered: an order raises Stopped, wherever the program is; after ``wind_down`` it is counted."""

    def __init__(self) -> None:
        self._winding_down = False
        self._further = 0

    def __enter__(self) -> StopOrders:
        self._before = {order: signal.signal(order, self._take) for order in ORDERS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for order, handler in self._before.items():
            signal.signal(order, handler)

    def wind_down(self) -> None:
        """From now on an order only hurries."""
        self._winding_down = True

    def hurry(self) -> bool:
        """Whether somebody ordered again while winding down."""
        return self._further > 0

    def _take(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._winding_down:
            self._further += 1
            return
        self._winding_down = True
        raise Stopped
