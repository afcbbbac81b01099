"""Addresses of the list of interests."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.owners import interests

urlpatterns = [
    path("", interests.interests, name="interests"),
    path("/new", interests.interest_new, name="interest_new"),
    path("/<uuid:interest_id>", interests.interest, name="interest"),
]
