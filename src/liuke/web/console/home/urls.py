"""Addresses of the home page."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.home.views import home

urlpatterns = [path("", home, name="home")]
