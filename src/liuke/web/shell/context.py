"""What every template gets besides its own values."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from liuke.org.queries import the_group
from liuke.web.shell.navigation import menu_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, group, person and toasts; nothing that asks the database before somebody is signed in."""
    staff, scope = getattr(request, "staff", None), getattr(request, "rights", None)
    return {
        "me": staff,
        "my_scope": scope,
        "menu": menu_for(scope, request.path) if scope else [],
        "the_group": the_group() if staff else None,
        "toasts": messages.get_messages(request) if hasattr(request, "_messages") else [],
        "debug": settings.DEBUG,
    }
