"""Addresses of the API. What is not one of them is answered as a problem, not as a page."""

from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from liuke.web.api.api import api
from liuke.web.api.documentation import api_docs, api_openapi, api_unknown
from liuke.web.shell.access import by_key


def _resources() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in found:
        by_key(one.callback)
    return found


urlpatterns = [
    path("", api_docs, name="api_docs"),
    path("v1/openapi.json", api_openapi, name="api_openapi"),
    path("v1/", include(_resources())),
    re_path("", api_unknown, name="api_unknown"),
]
