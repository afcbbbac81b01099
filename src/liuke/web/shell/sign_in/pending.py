"""Between the password and the code: who it is, and where they want to go."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from liuke.org.actions.signing_in.sessions import start_session
from liuke.org.models import Staff
from liuke.web.shell.asking import address_of, now, safe_next
from liuke.web.shell.middleware import SESSION_KEY

PENDING, GOOD_FOR_SECONDS = "pending_sign_in", 600


def put_pending(request: HttpRequest, staff: Staff, *, then: str) -> None:
    """The password was right; the second factor is due. A planted session is lost by this."""
    request.session.flush()
    request.session[PENDING] = {"staff": str(staff.pk), "at": now().timestamp(), "then": then}


def pending(request: HttpRequest) -> Staff | None:
    """Who has given the right password a moment ago."""
    kept = request.session.get(PENDING)
    if not kept or now().timestamp() - kept["at"] > GOOD_FOR_SECONDS:
        return None
    return Staff.objects.filter(pk=UUID(kept["staff"]), is_active=True).first()


def let_in(request: HttpRequest, staff: Staff, *, then: str | None = None) -> HttpResponse:
    """Starts the session and goes where the person wanted to."""
    goal = then if then is not None else request.session.get(PENDING, {}).get("then", "/")
    request.session.flush()
    agent = request.headers.get("User-Agent", "").replace("\0", "")
    started = start_session(staff=staff, ip=address_of(request), agent=agent, at=now())
    request.session[SESSION_KEY] = str(started.pk)
    return HttpResponseRedirect(safe_next(request, goal))
