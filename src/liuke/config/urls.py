"""Every address of the platform, by surface."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("liuke.web.api.urls")),
    path("", include("liuke.web.shell.urls")),
    path("", include("liuke.web.console.urls")),
]
handler404 = "liuke.web.shell.pages.not_found"
handler500 = "liuke.web.shell.pages.server_error"
