"""Addresses of the stores."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.stores import bays, hours, views

urlpatterns = [
    path("", views.stores, name="stores"),
    path("/new", views.store_new, name="store_new"),
    path("/<uuid:store_id>", views.store, name="store"),
    path("/<uuid:store_id>/edit", views.store_edit, name="store_edit"),
    path("/<uuid:store_id>/hours", hours.store_hours, name="store_hours"),
    path("/<uuid:store_id>/bays/new", bays.bay_new, name="bay_new"),
    path("/bays/<uuid:bay_id>", bays.bay_edit, name="bay_edit"),
]
