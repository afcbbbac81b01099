"""Addresses of the segments."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.segments import editing, taking, views

urlpatterns = [
    path("", views.segments, name="segments"),
    path("/counts", views.segment_counts, name="segment_counts"),
    path("/new", editing.segment_new, name="segment_new"),
    path("/build", editing.segment_build, name="segment_build"),
    path("/<uuid:segment_id>", views.segment, name="segment"),
    path("/<uuid:segment_id>/edit", editing.segment_edit, name="segment_edit"),
    path("/<uuid:segment_id>/delete", editing.segment_delete, name="segment_delete"),
    path("/<uuid:segment_id>/export", taking.segment_export, name="segment_export"),
    path("/<uuid:segment_id>/tag", taking.segment_tag, name="segment_tag"),
]
