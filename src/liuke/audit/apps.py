"""The audit trail as Django installs it."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "liuke.audit"
    label = "audit"
