"""Addresses of the privacy desk."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.privacy import export, views

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("/new/<uuid:owner_id>", views.privacy_new, name="privacy_new"),
    path("/<uuid:request_id>", views.privacy_request, name="privacy_request"),
    path("/<uuid:request_id>/check", views.privacy_check, name="privacy_check"),
    path("/<uuid:request_id>/answer", views.privacy_answer, name="privacy_answer"),
    path("/<uuid:request_id>/erase", views.privacy_erase, name="privacy_erase"),
    path("/<uuid:request_id>/export", export.privacy_export, name="privacy_export"),
]
