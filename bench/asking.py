"""The web process of a bench and somebody signed in who asks it for pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

OK = 200
READY_WITHIN_SECONDS = 60


@contextmanager
def web() -> Iterator[int]:
    """The web process as ``liuke up`` starts it, on a free port."""
    from liuke.cli.running.healthy import healthy
    from liuke.cli.running.platform_plan import platform_plan
    from liuke.config.environment import read_environment

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = read_environment({**os.environ, "LIUKE_PORT": str(port)})
    plan = next(one for one in platform_plan(environment).lasting if one.name == "web")
    running = subprocess.Popen(plan.command, env={**plan.environment, "LIUKE_PORT": str(port)})
    try:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not healthy(environment.address, "/healthz"):
            assert running.poll() is None, "the web process has ended"
            assert time.monotonic() < deadline, "the web process does not answer"
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def signed_in(*, role: str = "group", store: Any = None) -> str:
    """The cookie of somebody with a role: in a store, without one in the whole group."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from liuke.org.models import RoleAssignment, Staff, StaffSession
    from liuke.web.shell.middleware import SESSION_KEY

    now = timezone.now()
    staff = Staff.objects.create(
        login=f"bench-{role}", name="示例", pinyin="shili", initials="sl", changed_at=now, changed_by="bench"
    )
    RoleAssignment.objects.create(staff=staff, role=role, level="store" if store else "group", store_id=store)
    started = StaffSession.objects.create(staff=staff, started_at=now, seen_at=now, proved_at=now)
    session = SessionStore()
    session[SESSION_KEY] = str(started.pk)
    session.save()
    return f"liuke-session={session.session_key}"


def ask(connection: HTTPConnection, path: str, cookie: str) -> tuple[float, str]:
    """Milliseconds, and the page."""
    started = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read().decode()
    spent = 1000 * (time.perf_counter() - started)
    if answer.status != OK:
        sys.exit(f"{path} answers {answer.status}")
    return spent, body
