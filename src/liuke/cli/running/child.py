"""One child process: started, looked at, ended with everything it started itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from liuke.cli.running.process import Process

SHIM = Path(__file__).with_name("die_with_parent.py")


class Child:
    """A running process at the head of a group of its own: Ctrl-C reaches it only through us."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._popen = subprocess.Popen(  # noqa: S603 - the commands are our own plan
            [sys.executable, "-I", "-S", str(SHIM), str(os.getpid()), *process.command],
            env=process.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def ended(self) -> int | None:
        """The exit code of one that has ended; below 0 the signal that ended it."""
        return self._popen.poll()

    def ask_to_end(self) -> None:
        self._popen.send_signal(signal.SIGTERM)

    def wait(self, seconds: float | None = None) -> int | None:
        """The exit code, or None if it has not ended after ``seconds``."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def sweep(self) -> None:
        """Ends it and what is left of its group: a server killed with -9 leaves workers on the port."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
