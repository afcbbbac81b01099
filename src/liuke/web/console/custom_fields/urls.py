"""Addresses of custom fields and labels."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.custom_fields import views

urlpatterns = [
    path("", views.custom_fields, name="custom_fields"),
    path("/new", views.custom_field_new, name="custom_field_new"),
    path("/<uuid:field_id>", views.custom_field, name="custom_field"),
    path("/labels/<slug:bearer>/<slug:field>", views.custom_label, name="custom_label"),
]
