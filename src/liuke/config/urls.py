"""Every address of the platform, by surface."""

from __future__ import annotations

from django.urls import include, path

# Looked through in this order: programs call oftenest, and the console has several hundred patterns.
urlpatterns = [
    path("api/", include("liuke.web.api.urls")),
    path("", include("liuke.web.shell.urls")),
    path("", include("liuke.web.console.urls")),
]
handler404 = "liuke.web.shell.pages.not_found"
handler500 = "liuke.web.shell.pages.server_error"
