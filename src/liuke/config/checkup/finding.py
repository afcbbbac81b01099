"""What a check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """``subject``, ``sentence`` and ``remedy`` are English msgids; ``figures`` fill their places."""

    subject: str
    well: bool
    sentence: str
    remedy: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
