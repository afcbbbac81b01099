"""The form of a new key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from liuke.org.actions.make_api_key import KeyDraft
from liuke.org.models.group import NAME_LENGTH
from liuke.org.rules.key_scopes import RIGHTS, KeyScope
from liuke.org.scope import Scope
from liuke.web.console.api_keys.words import SCOPES
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.places import place_chosen, places_offered
from liuke.web.shell.wording import lazy, t

LASTS = (("90", lazy("90 days")), ("365", lazy("One year")), ("", lazy("Until it is revoked")))


class KeyForm(PlatformForm):
    """A key: what for, where, until when. Offers no more than its maker may do."""

    name = forms.CharField(
        label=lazy("Called"),
        max_length=NAME_LENGTH,
        help_text=lazy("The program that gets it, for example “DMS nightly sync”."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    place = forms.ChoiceField(label=lazy("Holds in"))
    lasts = forms.ChoiceField(label=lazy("Expires"), choices=LASTS, required=False, initial="365")
    scopes = forms.MultipleChoiceField(label=lazy("May do"), widget=forms.CheckboxSelectMultiple)
    sandbox = forms.BooleanField(
        label=lazy("For trying out"),
        required=False,
        help_text=lazy("Changes are answered but not saved; phones stay masked."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in KeyScope if all(scope.may(right) for right in RIGHTS[one])]
        self.choose("scopes", [(one.value, t(SCOPES[one])) for one in offered])
        self.choose("place", places_offered(scope))

    def draft(self, at: dt.datetime) -> KeyDraft:
        """What the action takes. A key expires at the end of its last day."""
        given = self.cleaned_data
        last_day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        days = int(given["lasts"] or 0)
        return KeyDraft(
            name=given["name"],
            scopes=frozenset(KeyScope(one) for one in given["scopes"]),
            **place_chosen(given["place"]),
            sandbox=given["sandbox"],
            expires_at=last_day + dt.timedelta(days=days + 1) if days else None,
        )
