"""Addresses of the stores."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.stores import bays, headcount, hours, service_area, views

urlpatterns = [
    path("", views.stores, name="stores"),
    path("/new", views.store_new, name="store_new"),
    path("/<uuid:store_id>", views.store, name="store"),
    path("/<uuid:store_id>/edit", views.store_edit, name="store_edit"),
    path("/<uuid:store_id>/hours", hours.store_hours, name="store_hours"),
    path("/<uuid:store_id>/service-area", service_area.store_service_area, name="store_service_area"),
    path("/<uuid:store_id>/headcount", headcount.store_headcount, name="store_headcount"),
    path("/<uuid:store_id>/bays/new", bays.bay_new, name="bay_new"),
    path("/bays/<uuid:bay_id>", bays.bay_edit, name="bay_edit"),
]
