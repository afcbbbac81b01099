"""What was typed at the desk, kept while its owner's document is looked at elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from liuke.web.console.desk.forms import DeedForm
from liuke.web.shell.asking import Asking

KEPT, MOST = "desk_typed", 5
"""In the session, not in the address: payments have numbers, and addresses end up in logs."""


def way_to_identity(request: Asking, form: DeedForm, owner_id: UUID) -> str:
    """Where a document is entered; from there back to this form with all that was typed."""
    key = str(form.deed_key)
    kept = {k: v for k, v in request.session.get(KEPT, {}).items() if k != key}
    typed = {name: request.POST.get(name, "") for name in form.fields}
    request.session[KEPT] = dict([*kept.items(), (key, typed)][-MOST:])
    back = f"{request.path}?{urlencode({'typed': key})}"
    return f"{reverse('owner_identity', args=[owner_id])}?{urlencode({'next': back})}"


def typed_before(request: Asking) -> Mapping[str, str]:
    """What was typed before one went; nothing where nobody went, or after the session ended."""
    found: Mapping[str, str] = request.session.get(KEPT, {}).get(request.GET.get("typed", ""), {})
    return found
