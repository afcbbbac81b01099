"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def describe() -> str:
    """Processor, memory, system and the versions that matter, in one line."""
    return " · ".join(
        [
            f"{len(os.sched_getaffinity(0))} cores of {_processor()}",
            f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
            f"{platform.system()} {platform.release()}",
            f"Python {platform.python_version()}",
            *(f"{name} {_version(name)}" for name in ("duckdb", "pyarrow", "pandas", "python-calamine")),
        ]
    )


def load() -> float:
    """Programs that wanted the processors during the last minute: above the cores, others disturbed."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
