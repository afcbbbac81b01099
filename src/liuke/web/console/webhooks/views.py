"""Webhooks: the list, a new one, one changed, one with its log, one message."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from liuke.integrations.webhooks.actions.change import change_secret, change_webhook
from liuke.integrations.webhooks.actions.subscribe import subscribe
from liuke.integrations.webhooks.queries import (
    deliveries_of,
    delivery_within,
    lost_deliveries,
    subscription_within,
    subscriptions,
    with_figures,
)
from liuke.integrations.webhooks.rules.patience import MOST_FAILED
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.console.webhooks.forms import SecretForm, WebhookEditForm, WebhookForm, webhook_values
from liuke.web.console.webhooks.words import STATES, ended_words, kind_words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t


@needs(Permission.MANAGE_KEYS)
@require_GET
def webhooks(request: Asking) -> HttpResponse:
    """Every address, whether it takes its messages."""
    rows = with_figures(subscriptions(request.rights))
    context = {"paged": paged(request, rows), "rest": rest_of_query(request), "kind_words": kind_words}
    return page(request, "console/webhooks/list.html.j2", context)


@needs(Permission.MANAGE_KEYS, fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def webhook_new(request: Asking) -> HttpResponse:
    """A new address; its secret is shown on the page that answers, and never again."""
    form = WebhookForm(request.POST or None, scope=request.rights)
    if form.is_valid():
        try:
            made, secret = subscribe(scope=request.rights, draft=form.draft(), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            return page(request, "console/webhooks/made.html.j2", {"one": made, "secret": secret})
    status = 422 if form.is_bound else 200
    return page(request, "console/webhooks/edit.html.j2", {"form": form, "one": None}, status=status)


@needs(Permission.MANAGE_KEYS, fresh=True)
@require_http_methods(["GET", "POST"])
def webhook_edit(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Another address, other events."""
    one = subscription_within(request.rights, webhook_id)
    form = WebhookEditForm(request.POST or None, scope=request.rights, initial=webhook_values(one))
    if form.is_valid():

        def change(version: int) -> None:
            draft = form.draft()
            change_webhook(
                scope=request.rights, subscription_id=one.pk, version=version, draft=draft, at=now()
            )

        if form.saved(change, one, webhook_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("webhook", args=[one.pk]))
    status = 422 if form.is_bound else 200
    return page(request, "console/webhooks/edit.html.j2", {"form": form, "one": one}, status=status)


@needs(Permission.MANAGE_KEYS, fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def webhook_secret(request: Asking, webhook_id: UUID) -> HttpResponse:
    """Another secret; it is shown on the page that answers, and never again."""
    one = subscription_within(request.rights, webhook_id)
    form = SecretForm(request.POST or None, initial={"version": one.version})
    if form.is_valid():
        made: list[str] = []

        def change(version: int) -> None:
            leaked = form.cleaned_data["leaked"]
            given = {"subscription_id": one.pk, "version": version, "leaked": leaked}
            made.append(change_secret(scope=request.rights, at=now(), **given)[1])

        if form.saved(change, one, lambda _: {}):
            one.refresh_from_db()
            return page(request, "console/webhooks/made.html.j2", {"one": one, "secret": made[0]})
    status = 422 if form.is_bound else 200
    return page(request, "console/webhooks/secret.html.j2", {"form": form, "one": one}, status=status)


@needs(Permission.MANAGE_KEYS)
@require_GET
def webhook(request: Asking, webhook_id: UUID) -> HttpResponse:
    """One address and its log, all of it or one state."""
    one = subscription_within(request.rights, webhook_id)
    log = deliveries_of(one)
    state = request.GET.get("state", "")
    context = {
        "one": one,
        "state": state if state in STATES else "",
        "lost": lost_deliveries(one).count(),
        "gone": one.failed < MOST_FAILED,
        "old_secret": one.old_secret_until is not None and now() < one.old_secret_until,
        "paged": paged(request, log.filter(state=state) if state in STATES else log),
        "rest": rest_of_query(request),
        "states": STATES,
        "kind_words": kind_words,
        "ended_words": ended_words,
    }
    return page(request, "console/webhooks/webhook.html.j2", context)


@needs(Permission.MANAGE_KEYS)
@require_GET
def webhook_message(request: Asking, webhook_id: UUID, message_id: UUID) -> HttpResponse:
    """What was sent, and each try."""
    found = delivery_within(request.rights, webhook_id, message_id)
    context = {
        "one": found.subscription,
        "message": found,
        "body": json.dumps(json.loads(found.body), indent=2, ensure_ascii=False),
        "attempts": sorted(found.attempts.all(), key=lambda one: one.pk, reverse=True),
        "states": STATES,
        "kind_words": kind_words,
        "ended_words": ended_words,
    }
    return page(request, "console/webhooks/message.html.j2", context)
