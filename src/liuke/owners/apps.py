"""Owners as Django installs them."""

from __future__ import annotations

from django.apps import AppConfig


class OwnersConfig(AppConfig):
    name = "liuke.owners"
    label = "owners"
