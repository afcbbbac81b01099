"""The organisation as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "liuke.org"
    label = "org"
