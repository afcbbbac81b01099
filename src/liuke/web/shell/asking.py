"""A request as the platform's views get it, and what they read from it."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from liuke.org.models import Staff, StaffSession
from liuke.org.scope import Scope


class Asking(HttpRequest):
    """The type of a request somebody signed in has sent; the middleware sets these."""

    staff: Staff
    rights: Scope
    staff_session: StaffSession
    csp_nonce: str


def now() -> dt.datetime:
    """The clock, read at the edge."""
    return timezone.now()


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from.

    Anybody can send a proxy's header: it is believed only where the deployment says that one stands in front,
    and of it only the last address, which the proxy itself has added.
    """
    seen: str | None = request.META.get("REMOTE_ADDR") or None
    if not settings.BEHIND_PROXY:
        return seen
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return seen


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a history miss wants the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def safe_next(request: HttpRequest, text: str | None, otherwise: str = "/") -> str:
    """A path of ours to go on to, ``otherwise`` for anything else."""
    if text and url_has_allowed_host_and_scheme(text, allowed_hosts={request.get_host()}):
        parts = urlsplit(text)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # Our own host before //elsewhere passes above, and without it the rest names another host.
        if url_has_allowed_host_and_scheme(path, allowed_hosts=None):
            return path
    return otherwise
