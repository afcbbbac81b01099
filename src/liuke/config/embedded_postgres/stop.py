"""Stops the server of a cluster."""

from __future__ import annotations

import signal
import time

from liuke.config.embedded_postgres.cluster import Cluster
from liuke.config.embedded_postgres.postmaster import alive, postmaster_of, send

FAST_SECONDS, IMMEDIATE_SECONDS = 60.0, 10.0


def stop(cluster: Cluster) -> None:
    """A fast shutdown: transactions are rolled back, a checkpoint is written; nothing if nothing runs.

    A server that does not end within a minute is ended at once and recovers at its next start.
    """
    pid = postmaster_of(cluster)
    if pid is None:
        return
    for order, seconds in (
        (signal.SIGINT, FAST_SECONDS),
        (signal.SIGQUIT, IMMEDIATE_SECONDS),
        (signal.SIGKILL, IMMEDIATE_SECONDS),
    ):
        send(pid, order)
        if _ended(pid, seconds):
            return


def _ended(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False
