"""Search as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "liuke.search"
    label = "search"
