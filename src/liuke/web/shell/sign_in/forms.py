"""The forms of signing in."""

from __future__ import annotations

from django import forms

from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.wording import lazy


class PasswordForm(PlatformForm):
    """Login and password."""

    login = forms.CharField(
        label=lazy("Login"),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(PlatformForm):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=lazy("One-time code"),
        max_length=30,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "form-control code-input",
                "autofocus": True,
            }
        ),
    )


class ProofForm(PlatformForm):
    """The password or, for those who have one, the second factor's code."""

    proof = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
