"""Addresses of the regions."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.regions import views

urlpatterns = [
    path("", views.regions, name="regions"),
    path("/new", views.region_new, name="region_new"),
    path("/<uuid:region_id>", views.region_edit, name="region"),
]
