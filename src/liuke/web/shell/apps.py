"""The shell as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "liuke.web.shell"
    label = "shell"
