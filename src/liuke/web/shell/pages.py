"""Pages that no view asks for: refusals and errors, in the platform's design."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from liuke.org.queries import NotFound
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.shell.asking import is_part
from liuke.web.shell.wording import N_, refused, t

STATUS = {NotFound: 404, NotAllowed: 403}
TITLES = {
    403: N_("Not for your role"),
    404: N_("Nothing here"),
    409: N_("That did not work"),
    500: N_("This is our fault"),
}
MOVED_AWAY = N_("The address is wrong, or what was here has moved. Go back, or search with Ctrl-K.")
OUR_FAULT = N_(
    "Something went wrong on the server; nothing was saved. Try again in a moment. If it happens again, tell "
    "your administrator the time."
)
CSRF = N_("The page was open too long, or cookies are switched off. Go back, reload the page and try again.")


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal nobody has caught: 404, 403, otherwise 409; as a short notice where a part was asked for."""
    return error_page(request, STATUS.get(type(refusal), 409), refused(refusal))


def error_page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A page with one sentence and the way back."""
    template = "shell/error_part.html.j2" if is_part(request) else "shell/error.html.j2"
    context = {"status": status, "title": t(TITLES.get(status, TITLES[409])), "sentence": sentence}
    return render(request, template, context, status=status, using="jinja2")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of unknown addresses."""
    del exception
    return error_page(request, 404, t(MOVED_AWAY))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of our own mistakes. It asks the database nothing: that may be what is broken."""
    for told in ("staff", "rights", "_messages"):
        if hasattr(request, told):
            delattr(request, told)
    with translation.override(translation.get_language() or "zh-hans"):
        return error_page(request, 500, t(OUR_FAULT))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token."""
    del reason
    return error_page(request, 403, t(CSRF))


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A template of ours; all surfaces render through this."""
    return render(request, template, context, status=status, using="jinja2")
