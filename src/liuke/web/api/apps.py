"""The API as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "liuke.web.api"
    label = "api"
