"""The feeds as Django installs them."""

from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "liuke.feeds"
    label = "feeds"
