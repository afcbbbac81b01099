"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.catalogue import plans, views

urlpatterns = [
    path("", views.models, name="models"),
    path("/new", views.model_new, name="model_new"),
    path("/adopt", views.models_adopt, name="models_adopt"),
    path("/spelling", views.model_spelling, name="model_spelling"),
    path("/energies/<slug:energy>", plans.energy_plan, name="energy_plan"),
    path("/plan/new", plans.plan_line_new, name="plan_line_new"),
    path("/plan/<uuid:line_id>", plans.plan_line, name="plan_line"),
    path("/<uuid:model_id>", views.model, name="model"),
]
