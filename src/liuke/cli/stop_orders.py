"""Ctrl-C, SIGTERM and a closed terminal: the first stops in order, the second at once."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

ORDERS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(BaseException):
    """Somebody wants the program to stop: an order, so that no handler of errors swallows it."""

    def __init__(self, order: int) -> None:
        super().__init__(order)
        self.order = order


class StopOrders:
    """While entered: an order raises Stopped, wherever the program is; after ``wind_down`` it is counted.

    A program that has wound down is about to end and is left deaf: the interpreter takes a while to go, and
    an order in that time would tell of a stop where everything was done.

    Under nohup, which has SIGHUP ignored from the start, a closed terminal is no order.
    """

    def __init__(self) -> None:
        self._order: int | None = None
        self._winding_down = False
        self._further = 0

    def __enter__(self) -> StopOrders:
        self._before = {
            order: signal.signal(order, self._take)
            for order in ORDERS
            if order.name != "SIGHUP" or signal.getsignal(order) is not signal.SIG_IGN
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for order, handler in self._before.items():
            signal.signal(order, signal.SIG_IGN if self._winding_down else handler)

    def wind_down(self) -> None:
        """From now on an order only hurries."""
        self._winding_down = True

    def hurry(self) -> bool:
        """Whether somebody ordered again while winding down."""
        return self._further > 0

    def heed(self) -> None:
        """Raises Stopped after an order, also when a library took it for an error of its own."""
        if self._order is not None:
            raise Stopped(self._order) from None

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self._winding_down:
            self._further += 1
            return
        self._order = number
        self._winding_down = True
        raise Stopped(number)
