"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.audit import views

urlpatterns = [
    path("", views.audit, name="audit"),
    path("/export", views.audit_export, name="audit_export"),
]
