"""What happens to every request: language, who asks, whether they may, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from liuke.org.models import StaffSession
from liuke.org.queries import scope_of, the_group
from liuke.org.rules.sign_in_limits import PROOF_LASTS, session_lives
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.shell.access import Access, access_of
from liuke.web.shell.asking import address_of, is_part, now
from liuke.web.shell.pages import refusal_page

SESSION_KEY, LANGUAGE_COOKIE = "staff_session", "liuke-language"
SEEN_EVERY_SECONDS = 60
LANGUAGES = {"zh": "zh-hans", "en": "en"}
Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the deployment or the reader chose otherwise; the browser's wish does not count."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = LANGUAGES.get(request.COOKIES.get(LANGUAGE_COOKIE, ""), settings.LANGUAGE_CODE)
        with translation.override(chosen):
            return self._answer(request)


class AccessMiddleware:
    """Finds who asks, and lets only those through whom the view's mark allows."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.staff = request.rights = request.staff_session = None  # type: ignore[attr-defined]
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view answer."""
        del args, kwargs
        access = access_of(view)
        if access is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} says nobody may call it")
        if access.by_key:
            return None
        if access.public and not request.session.get(SESSION_KEY):
            return None
        session = self._identify(request)
        if access.public:
            return None
        if session is None:
            return _to_sign_in(request)
        return self._check(request, access, session)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals that a view lets through become pages."""
        return refusal_page(request, error) if isinstance(error, Refusal) else None

    def _identify(self, request: HttpRequest) -> StaffSession | None:
        session_id = request.session.get(SESSION_KEY)
        if not session_id:
            return None
        at = now()
        found = (
            StaffSession.objects.select_related("staff", "staff__home_store")
            .filter(pk=session_id, ended_at=None, staff__is_active=True)
            .first()
        )
        if found is None or not session_lives(started_at=found.started_at, seen_at=found.seen_at, at=at):
            request.session.flush()
            return None
        if (at - found.seen_at).total_seconds() > SEEN_EVERY_SECONDS:
            StaffSession.objects.filter(pk=found.pk).update(seen_at=at)
        request.staff, request.staff_session = found.staff, found  # type: ignore[attr-defined]
        request.rights = scope_of(found.staff, ip=address_of(request))  # type: ignore[attr-defined]
        return found

    def _check(self, request: HttpRequest, access: Access, session: StaffSession) -> HttpResponse | None:
        if session.staff.must_change_password and not access.anytime:
            return HttpResponseRedirect(reverse("account_password"))
        scope = request.rights  # type: ignore[attr-defined]
        if access.permission is not None and not scope.may_somewhere(access.permission):
            return refusal_page(request, NotAllowed())
        if access.fresh and now() - session.proved_at > PROOF_LASTS:
            back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
            return _go(request, f"{reverse('prove')}?{urlencode({'next': back})}")
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if the_group() is None:
        return _go(request, reverse("set_up"))
    back = request.get_full_path() if request.method == "GET" and not is_part(request) else "/"
    return _go(request, reverse("sign_in") + (f"?{urlencode({'next': back})}" if back != "/" else ""))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """The whole page goes there, also when only a part of it was asked for."""
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
