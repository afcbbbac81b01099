"""The platform's own plan: what ``liuke up`` runs."""

from __future__ import annotations

import sys

from liuke.cli.running.process import Plan, Process
from liuke.config.environment import Environment
from liuke.config.environment.for_children import for_children

APPLICATION = "liuke.config.asgi:application"
WEB_STOP_SECONDS, WORKER_STOP_SECONDS = 8.0, 15.0


def platform_plan(environment: Environment, *, demo: bool = False, browse: bool = False) -> Plan:
    """Migrate, then web and worker; when they are ready, what the terminal has to tell.

    Only the migration learns the owner's password; web and worker are the application.
    """
    liuke = (sys.executable, "-m", "liuke")
    ours, owner = for_children(), for_children(owner=True)
    web = (
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws"),
        *("--host", environment.host, "--port", str(environment.port)),
        *("--workers", str(environment.web_processes), "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "--respawn-failed-workers"),
        APPLICATION,
    )
    making = (Process("demo", (*liuke, "welcome", "--demo"), ours),) if demo else ()
    return Plan(
        first=(Process("migrate", (*liuke, "migrate"), owner), *making),
        lasting=(
            Process("web", web, ours, stop_seconds=WEB_STOP_SECONDS),
            Process("worker", (*liuke, "worker", "--first"), ours, stop_seconds=WORKER_STOP_SECONDS),
        ),
        greeting=None if demo else Process("welcome", (*liuke, "welcome"), ours),
        browse=browse,
    )
