"""The outbox as Django installs it: finds the listeners of all packages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "liuke.outbox"
    label = "outbox"

    def ready(self) -> None:
        autodiscover_modules("listeners")
