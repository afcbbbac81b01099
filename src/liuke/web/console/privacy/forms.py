"""The forms of the privacy desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from liuke.owners.drafts import RequestDraft
from liuke.web.console.owners import words
from liuke.web.console.owners.forms import clean_text, day_input
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.wording import lazy


class RequestForm(PlatformForm):
    """What somebody asks."""

    kind = forms.ChoiceField(label=lazy("What is asked"))
    asked_by = forms.CharField(
        label=lazy("Who asks"), max_length=40, help_text=lazy("The owner, or who acts for them.")
    )
    asked_how = forms.ChoiceField(label=lazy("How"))
    received_on = forms.DateField(
        label=lazy("Received on"), widget=day_input(), help_text=lazy("The deadline counts from this day.")
    )
    wish = forms.CharField(
        label=lazy("Wish"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hows = {code: word for code, word in words.HOWS.items() if code != "import"}
        self.choose("kind", words.choices(words.REQUEST_KINDS))
        self.choose("asked_how", words.choices(hows))
        self.fields["received_on"].initial = today

    def clean_asked_by(self) -> str:
        return clean_text(self.cleaned_data["asked_by"])

    def clean_wish(self) -> str:
        return clean_text(self.cleaned_data["wish"])

    def draft(self) -> RequestDraft:
        """What the action takes."""
        return RequestDraft(**self.cleaned_data)


class IdentityForm(VersionedForm):
    """How it was found that the person is who they say."""

    how = forms.ChoiceField(label=lazy("How was it checked?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("how", words.choices(words.IDENTITY_HOWS))


class AnswerForm(VersionedForm):
    """What the person was told."""

    answer = forms.CharField(
        label=lazy("What was the person told?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def clean_answer(self) -> str:
        return clean_text(self.cleaned_data["answer"])
