"""The import of DMS exports as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class DmsConfig(AppConfig):
    name = "liuke.integrations.dms"
    label = "dms"
