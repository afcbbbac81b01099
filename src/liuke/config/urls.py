"""Every address of the platform, by surface."""

from __future__ import annotations

from django.urls import path

from liuke.web.shell.healthz import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
