"""Addresses of the webhooks."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.webhooks import deeds, views

urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("/new", views.webhook_new, name="webhook_new"),
    path("/<uuid:webhook_id>", views.webhook, name="webhook"),
    path("/<uuid:webhook_id>/messages/<uuid:message_id>", views.webhook_message, name="webhook_message"),
    path("/<uuid:webhook_id>/edit", views.webhook_edit, name="webhook_edit"),
    path("/<uuid:webhook_id>/secret", views.webhook_secret, name="webhook_secret"),
    path("/<uuid:webhook_id>/test", deeds.webhook_test, name="webhook_test"),
    path("/<uuid:webhook_id>/pause", deeds.webhook_pause, name="webhook_pause"),
    path("/<uuid:webhook_id>/resume", deeds.webhook_resume, name="webhook_resume"),
    path("/<uuid:webhook_id>/end", deeds.webhook_end, name="webhook_end"),
    path("/<uuid:webhook_id>/send-again", deeds.webhook_send_again, name="webhook_send_again"),
]
