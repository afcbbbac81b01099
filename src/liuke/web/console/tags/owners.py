"""A tag of one owner: set, or taken off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.segments.actions.set_tag import set_tag_on_owner
from liuke.segments.actions.take_tag_off import take_tag_off
from liuke.values.refusal import Refusal
from liuke.web.console.tags.asked import tag_asked
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now, safe_next
from liuke.web.shell.wording import refused, t


@needs(Permission.SET_TAGS)
@require_POST
def tag_owner(request: Asking, owner_id: UUID) -> HttpResponse:
    """Sets a tag, with the reason given, and goes back to where one was."""
    reason = request.POST.get("reason", "")
    try:
        tag = set_tag_on_owner(
            scope=request.rights, owner_id=owner_id, tag_id=tag_asked(request), reason=reason, at=now()
        )
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("The tag “%(tag)s” is set.", tag=tag.name))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next")))


@needs(Permission.SET_TAGS)
@require_POST
def tag_off(request: Asking, owner_id: UUID) -> HttpResponse:
    """Takes a tag off."""
    try:
        take_tag_off(scope=request.rights, owner_id=owner_id, tag_id=tag_asked(request))
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("The tag is taken off."))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next")))
