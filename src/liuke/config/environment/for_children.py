"""What the environment is set to: for child processes, and for Django in this one."""

from __future__ import annotations

import os
from collections.abc import Mapping

from liuke.config.environment import settings

DJANGO_SETTINGS = "liuke.config.settings"


def for_children(*, changes: Mapping[str, str] | None = None, owner: bool = False) -> dict[str, str]:
    """Our own variables and ``changes``. Only a child that is the ``owner`` learns the owner's password."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": DJANGO_SETTINGS, "PYTHONUNBUFFERED": "1"}
    if not owner:
        variables.pop(settings.DATABASE_ADMIN_URL.name, None)
    return {**variables, **(changes or {})}


def choose_django_settings() -> None:
    """Points Django at our settings, for a command that runs Django in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DJANGO_SETTINGS)


def become_owner(admin_url: str) -> None:
    """From now on this process, which migrates and then ends, signs in as the database's owner."""
    os.environ[settings.DATABASE_URL.name] = admin_url
