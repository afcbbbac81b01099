"""Set-up of an empty deployment in the browser, by whoever can read its terminal."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liuke.org.actions.set_up import FirstAdministrator, check_setup_token, set_up
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import the_group
from liuke.values.refusal import Refusal
from liuke.web.shell.access import public
from liuke.web.shell.asking import address_of, now
from liuke.web.shell.forms import PlatformForm, RepeatedPassword
from liuke.web.shell.pages import page
from liuke.web.shell.sign_in.pending import put_pending
from liuke.web.shell.wording import lazy

TOKEN = "setup_token"  # noqa: S105 - the name of a place in the session


class TokenForm(PlatformForm):
    """The code from the terminal."""

    token = forms.CharField(
        label=lazy("Set-up code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "spellcheck": "false"}),
    )


class SetUpForm(RepeatedPassword):
    """The group and its first administrator."""

    group_name = forms.CharField(
        label=lazy("Name of the dealer group"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    name = forms.CharField(label=lazy("Your name"), max_length=NAME_LENGTH)
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]{2,40}$",
        label=lazy("Login"),
        help_text=lazy("Letters, figures, dot, hyphen and underscore; for example your name in pinyin."),
        error_messages={"invalid": lazy("Use 2 to 40 letters, figures, dots, hyphens or underscores.")},
    )
    field_order = ("group_name", "name", "login", "new", "again")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def set_up_view(request: HttpRequest) -> HttpResponse:
    """First the code from the terminal, then group and administrator, then the second factor."""
    if the_group() is not None:
        return HttpResponseRedirect(reverse("sign_in"))
    token = request.session.get(TOKEN, "")
    if not _good(token):
        return _ask_for_token(request)
    form = SetUpForm(request.POST if request.method == "POST" and "group_name" in request.POST else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            staff = set_up(
                token=token,
                group_name=given["group_name"],
                administrator=FirstAdministrator(given["login"], given["name"], given["new"]),
                ip=address_of(request),
                at=now(),
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            put_pending(request, staff, then="/")
            return HttpResponseRedirect(reverse("sign_in_enrol"))
    return page(request, "shell/set_up/group.html.j2", {"form": form}, status=422 if form.is_bound else 200)


def _good(token: str) -> bool:
    try:
        check_setup_token(token)
    except Refusal:
        return False
    return True


def _ask_for_token(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET if "token" in request.GET else None
    form = TokenForm(given)
    if form.is_valid():
        try:
            check_setup_token(form.cleaned_data["token"].strip())
        except Refusal as refusal:
            form.take(refusal)
        else:
            request.session[TOKEN] = form.cleaned_data["token"].strip()
            return HttpResponseRedirect(reverse("set_up"))
    return page(request, "shell/set_up/token.html.j2", {"form": form}, status=422 if form.is_bound else 200)
