"""Keys of programs: list, make, revoke."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.org.actions.make_api_key import make_api_key
from liuke.org.actions.revoke_api_key import revoke_api_key
from liuke.org.queries import api_keys as all_keys
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.web.console.api_keys.forms import KeyForm
from liuke.web.console.api_keys.words import scope_words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t


@needs(Permission.MANAGE_KEYS)
@require_GET
def api_keys(request: Asking) -> HttpResponse:
    """Every key, what it may do and when it was used last."""
    context = {
        "paged": paged(request, all_keys(request.rights)),
        "rest": rest_of_query(request),
        "scope_words": scope_words,
        "at": now(),
    }
    return page(request, "console/api_keys/list.html.j2", context)


@needs(Permission.MANAGE_KEYS, fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_new(request: Asking) -> HttpResponse:
    """A new key; its secret is shown on the page that answers, and never again."""
    form = KeyForm(request.POST or None, scope=request.rights)
    if form.is_valid():
        at = now()
        try:
            key, token = make_api_key(scope=request.rights, draft=form.draft(at), at=at)
        except Refusal as refusal:
            form.take(refusal)
        else:
            return page(request, "console/api_keys/made.html.j2", {"key": key, "token": token})
    return page(request, "console/api_keys/new.html.j2", {"form": form}, status=422 if form.is_bound else 200)


@needs(Permission.MANAGE_KEYS, fresh=True)
@require_POST
def api_key_revoke(request: Asking, key_id: UUID) -> HttpResponse:
    """From the next call on the key is refused."""
    key = revoke_api_key(scope=request.rights, key_id=key_id, at=now())
    messages.success(request, t("“%(name)s” has been revoked.", name=key.name))
    return HttpResponseRedirect(reverse("api_keys"))
