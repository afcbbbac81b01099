"""N The life of a message 推送."""

from __future__ import annotations

from enum import StrEnum

TEST = "test"
"""The kind of a message that only tries an address."""


class DeliveryState(StrEnum):
    """``failed`` after the last try; sent again it waits anew."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
