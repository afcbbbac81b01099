"""Becomes another program that the kernel ends together with its parent, however the parent dies.

``python die_with_parent.py PARENT COMMAND…``; runs on its own, before and without the package. The order is
kept over exec; the check of the parent's number closes the moment in which it may have died already.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the command comes from our own plan
