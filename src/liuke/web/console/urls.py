"""The console's addresses, screen by screen."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("liuke.web.console.home.urls")),
    path("owners", include("liuke.web.console.owners.urls")),
    path("interests", include("liuke.web.console.owners.interest_urls")),
    path("privacy", include("liuke.web.console.privacy.urls")),
    path("stores", include("liuke.web.console.stores.urls")),
    path("regions", include("liuke.web.console.regions.urls")),
    path("staff", include("liuke.web.console.staff.urls")),
    path("audit", include("liuke.web.console.audit.urls")),
    path("jobs", include("liuke.web.console.jobs.urls")),
    path("imports", include("liuke.web.console.imports.urls")),
    path("board", include("liuke.web.console.board.urls")),
    path("desk", include("liuke.web.console.desk.urls")),
    path("vehicles", include("liuke.web.console.vehicles.urls")),
    path("models", include("liuke.web.console.catalogue.urls")),
    path("segments", include("liuke.web.console.segments.urls")),
    path("tags", include("liuke.web.console.tags.urls")),
    path("api-keys", include("liuke.web.console.api_keys.urls")),
    path("webhooks", include("liuke.web.console.webhooks.urls")),
    path("programme", include("liuke.web.console.programme.urls")),
    path("finance", include("liuke.web.console.finance.urls")),
    path("group", include("liuke.web.console.group.urls")),
    path("fields", include("liuke.web.console.custom_fields.urls")),
]
