"""The console as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "liuke.web.console"
    label = "console"
