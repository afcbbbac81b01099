"""Addresses of the tags."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.tags import owners, views

urlpatterns = [
    path("", views.tags, name="tags"),
    path("/new", views.tag_new, name="tag_new"),
    path("/<uuid:tag_id>", views.tag, name="tag"),
    path("/<uuid:tag_id>/edit", views.tag_edit, name="tag_edit"),
    path("/owners/<uuid:owner_id>", owners.tag_owner, name="tag_owner"),
    path("/owners/<uuid:owner_id>/off", owners.tag_off, name="tag_off"),
]
