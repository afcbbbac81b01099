"""Segments as Django installs them."""

from __future__ import annotations

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "liuke.segments"
    label = "segments"
