"""Webhooks as Django installs them."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "liuke.integrations.webhooks"
    label = "webhooks"
