"""Language and theme: kept in the browser, so that they hold before signing in, too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from liuke.web.shell.access import public
from liuke.web.shell.asking import safe_next
from liuke.web.shell.middleware import LANGUAGE_COOKIE, LANGUAGES

CHOICES = {
    "language": (LANGUAGE_COOKIE, frozenset(LANGUAGES)),
    "theme": ("liuke-theme", {"light", "dark", "auto"}),
}
YEAR_SECONDS = 365 * 24 * 3600


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keeps what was chosen and goes back to where it was."""
    answer = HttpResponseRedirect(safe_next(request, request.POST.get("next")))
    for name, (cookie, known) in CHOICES.items():
        chosen = request.POST.get(name, "")
        if chosen in known:
            answer.set_cookie(
                cookie,
                chosen,
                max_age=YEAR_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    return answer
