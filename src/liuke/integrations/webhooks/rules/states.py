"""N The life of a message 推送."""

from __future__ import annotations

from enum import StrEnum


class DeliveryState(StrEnum):
    """``failed`` after the last try; a replay waits anew."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
