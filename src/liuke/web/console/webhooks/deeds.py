"""What can be done with a webhook: try it, pause it, send on, send again, end it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from liuke.integrations.webhooks.actions.pause import pause, resume
from liuke.integrations.webhooks.actions.send_again import WebhookEnded, send_again, send_test
from liuke.integrations.webhooks.actions.unsubscribe import unsubscribe
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.wording import refused, t


@needs(Permission.MANAGE_KEYS)
@require_POST
def webhook_test(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Leads to the message, which tells how it ended."""
    try:
        made = send_test(scope=request.rights, subscription_id=webhook_id, at=now())
    except WebhookEnded as refusal:
        messages.error(request, refused(refusal))
        return _to(webhook_id)
    messages.success(request, t("A test message is on its way."))
    return HttpResponseRedirect(reverse("webhook_message", args=[webhook_id, made.pk]))


@needs(Permission.MANAGE_KEYS)
@require_POST
def webhook_pause(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Messages wait from now on."""
    pause(scope=request.rights, subscription_id=webhook_id, at=now())
    messages.success(request, t("Paused. Messages are kept and wait."))
    return _to(webhook_id)


@needs(Permission.MANAGE_KEYS)
@require_POST
def webhook_resume(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Sends on what has waited."""
    resume(scope=request.rights, subscription_id=webhook_id, at=now())
    messages.success(request, t("Sending again; what has waited goes first."))
    return _to(webhook_id)


@needs(Permission.MANAGE_KEYS, fresh=True)
@require_POST
def webhook_end(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Nothing more is sent."""
    one = unsubscribe(scope=request.rights, subscription_id=webhook_id, at=now())
    messages.success(request, t("“%(name)s” is told no more.", name=one.name))
    return HttpResponseRedirect(reverse("webhooks"))


@needs(Permission.MANAGE_KEYS)
@require_POST
def webhook_send_again(request: Asking, webhook_id: UUID) -> HttpResponse:
    """One message, or all that failed."""
    named = request.POST.get("message", "")
    try:
        numbers = frozenset({UUID(named)}) if named else None
    except ValueError:
        raise NotFound from None
    try:
        sent = send_again(scope=request.rights, subscription_id=webhook_id, delivery_ids=numbers, at=now())
    except WebhookEnded as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("%(count)s messages are sent again.", count=sent))
    return _to(webhook_id)


def _to(webhook_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("webhook", args=[webhook_id]))
