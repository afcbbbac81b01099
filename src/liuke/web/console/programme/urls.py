"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.programme import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("/points", views.terms_edit, name="programme_points"),
    path("/<str:kind>/new", views.product_new, name="programme_new"),
    path("/<str:kind>/<uuid:product_id>", views.product_edit, name="programme_edit"),
]
