"""The form of a new webhook."""

from __future__ import annotations

from typing import Any

from django import forms

from liuke.integrations.webhooks.actions.subscribe import WebhookDraft
from liuke.integrations.webhooks.events import KINDS
from liuke.integrations.webhooks.rules.addresses import LONGEST
from liuke.org.models.group import NAME_LENGTH
from liuke.org.scope import Scope
from liuke.web.console.webhooks.words import kind_words
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.places import place_chosen, places_offered
from liuke.web.shell.wording import lazy


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

    def draft(self) -> WebhookDraft:
        """What the action takes."""
        given = self.cleaned_data
        return WebhookDraft(
            name=given["name"],
            address=given["address"],
            kinds=frozenset(given["kinds"]),
            **place_chosen(given["place"]),
        )
