"""Address of the group."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.group.views import group_edit

urlpatterns = [path("", group_edit, name="group")]
