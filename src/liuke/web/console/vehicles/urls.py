"""Addresses of cars."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.vehicles import car, edits, odometer, papers, people, views

urlpatterns = [
    path("", views.vehicles, name="vehicles"),
    path("/new", edits.vehicle_new, name="vehicle_new"),
    path("/<uuid:car_id>", car.vehicle, name="vehicle"),
    path("/<uuid:car_id>/edit", edits.vehicle_edit, name="vehicle_edit"),
    path("/<uuid:car_id>/plate", edits.vehicle_plate, name="vehicle_plate"),
    path("/<uuid:car_id>/records", edits.vehicle_records, name="vehicle_records"),
    path("/<uuid:car_id>/people", people.vehicle_people, name="vehicle_people"),
    path("/roles/<uuid:role_id>/end", people.vehicle_role_end, name="vehicle_role_end"),
    path("/<uuid:car_id>/odometer", odometer.vehicle_odometer, name="vehicle_odometer"),
    path("/orders/<int:order_id>/odometer", odometer.order_odometer, name="order_odometer"),
    path("/orders/<int:order_id>/lines", car.order_lines, name="order_lines"),
    path("/<uuid:car_id>/policies/new", papers.policy_new, name="policy_new"),
    path("/policies/<uuid:policy_id>", papers.policy_edit, name="policy_edit"),
    path("/<uuid:car_id>/declined/new", papers.declined_new, name="declined_new"),
    path("/declined/<uuid:work_id>", papers.declined_edit, name="declined_edit"),
]
