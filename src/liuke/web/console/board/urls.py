"""Addresses of the board."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.board import lists, phones, views

urlpatterns = [
    path("", views.board, name="board"),
    path("/list", lists.board_list, name="board_list"),
    path("/phone/<uuid:vehicle_id>", phones.board_phone, name="board_phone"),
    path("/list/export", lists.board_export, name="board_export"),
]
