"""Addresses of the keys of programs."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.api_keys import views

urlpatterns = [
    path("", views.api_keys, name="api_keys"),
    path("/new", views.api_key_new, name="api_key_new"),
    path("/<uuid:key_id>/revoke", views.api_key_revoke, name="api_key_revoke"),
]
