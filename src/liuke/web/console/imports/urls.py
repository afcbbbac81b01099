"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.imports import steps, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("/upload", steps.import_upload, name="import_upload"),
    path("/<uuid:batch_id>", views.import_page, name="import"),
    path("/<uuid:batch_id>/progress", views.import_progress, name="import_progress"),
    path("/<uuid:batch_id>/rows/<slug:kind>/<slug:fate>", views.import_rows, name="import_rows"),
    path("/<uuid:batch_id>/errors", views.import_errors, name="import_errors"),
    path("/<uuid:batch_id>/answers", steps.import_answers, name="import_answers"),
    path("/<uuid:batch_id>/confirm", steps.import_confirm, name="import_confirm"),
    path("/<uuid:batch_id>/discard", steps.import_discard, name="import_discard"),
    path("/<uuid:batch_id>/undo", steps.import_undo, name="import_undo"),
]
