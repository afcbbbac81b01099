"""Addresses of staff and roles."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.staff import credentials, export, roles, views

urlpatterns = [
    path("", views.staff, name="staff"),
    path("/new", views.staff_new, name="staff_new"),
    path("/export", export.staff_export, name="staff_export"),
    path("/<uuid:staff_id>", views.staff_member, name="staff_member"),
    path("/<uuid:staff_id>/edit", views.staff_edit, name="staff_edit"),
    path("/<uuid:staff_id>/phone", views.staff_phone, name="staff_phone"),
    path("/<uuid:staff_id>/roles", roles.staff_roles, name="staff_roles"),
    path("/<uuid:staff_id>/password", credentials.staff_password, name="staff_password"),
    path("/<uuid:staff_id>/second-factor", credentials.staff_second_factor, name="staff_second_factor"),
]
