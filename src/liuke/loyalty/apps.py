"""Loyalty as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "liuke.loyalty"
    label = "loyalty"
