"""The forms of a webhook: new, changed, another secret."""

from __future__ import annotations

from typing import Any

from django import forms

from liuke.integrations.webhooks.actions.subscribe import WebhookDraft
from liuke.integrations.webhooks.events import KINDS
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.rules.addresses import LONGEST, AddressNotAllowed
from liuke.org.models.group import NAME_LENGTH
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.web.console.webhooks.words import kind_words
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.places import place_chosen, places_offered
from liuke.web.shell.wording import lazy, refused


class WebhookForm(PlatformForm):
    """Who is told, of what, of which stores."""

    name = forms.CharField(
        label=lazy("Called"),
        max_length=NAME_LENGTH,
        help_text=lazy("The system that is told, for example “CRM of the group”."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    place = forms.ChoiceField(label=lazy("Tells of"))
    address = forms.CharField(
        label=lazy("Address"),
        max_length=LONGEST,
        help_text=lazy("Begins with https:// and can be reached from the internet."),
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    kinds = forms.MultipleChoiceField(label=lazy("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kinds", [(one, kind_words(one)) for one in KINDS])
        self.choose("place", places_offered(scope))

    def take(self, refusal: Refusal) -> None:
        """An address that may not be told is said where it stands."""
        if isinstance(refusal, AddressNotAllowed):
            self.add_error("address", refused(refusal))
        else:
            super().take(refusal)

    def draft(self) -> WebhookDraft:
        """What the action takes."""
        given = self.cleaned_data
        return WebhookDraft(
            name=given["name"],
            address=given["address"],
            kinds=frozenset(given["kinds"]),
            **place_chosen(given["place"]),
        )


class WebhookEditForm(WebhookForm, VersionedForm):
    """The same for one that is there."""


class SecretForm(VersionedForm):
    """Another secret."""

    leaked = forms.BooleanField(
        label=lazy("The old secret has leaked: stop signing with it at once"), required=False
    )


def webhook_values(one: Subscription) -> dict[str, Any]:
    """A webhook as the form shows it."""
    place = one.store_id or one.region_id
    return {
        "name": one.name,
        "place": f"{one.level}:{place}" if place else one.level,
        "address": one.address,
        "kinds": one.kinds,
        "version": one.version,
    }
