"""Which tag a form names."""

from __future__ import annotations

from uuid import UUID

from liuke.org.queries import NotFound
from liuke.web.shell.asking import Asking


def tag_asked(request: Asking) -> UUID:
    """Raises NotFound for what is no id."""
    try:
        return UUID(request.POST.get("tag", ""))
    except ValueError:
        raise NotFound from None
