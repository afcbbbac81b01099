"""The drill-down on generated cases, told by bench/drilldown/run.py beside its rivals.

python -m bench drilldown
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SCRIPT = Path(__file__).with_name("drilldown") / "run.py"


def run() -> str:
    """What the script prints; about half an hour of one processor."""
    source = str(Path(__file__).resolve().parents[1] / "src")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, str(_SCRIPT)], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout
