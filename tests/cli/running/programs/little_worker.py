"""Waits. Ctrl-C meant for the terminal must not reach it: it would say so by ending with 77."""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: os._exit(77))
    with open(sys.argv[1], "w") as file:
        file.write(str(os.getpid()))
    while True:
        signal.pause()
