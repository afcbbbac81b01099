"""Vehicles as Django installs them."""

from __future__ import annotations

from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "liuke.vehicles"
    label = "vehicles"
