"""One's own account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.org.actions.signing_in.enrol_second_factor import (
    begin_enrolment,
    confirm_enrolment,
    renew_recovery_codes,
)
from liuke.org.actions.signing_in.passwords import change_password
from liuke.org.actions.signing_in.sessions import end_session
from liuke.org.queries import NotFound, has_second_factor, the_group
from liuke.org.rules.one_time_code import address_for_app
from liuke.org.rules.sign_in_limits import IDLE, LONGEST_SESSION
from liuke.values.refusal import Refusal
from liuke.web.shell.access import Access, own_account, signed_in
from liuke.web.shell.asking import Asking, address_of, now
from liuke.web.shell.forms import RepeatedPassword
from liuke.web.shell.pages import page
from liuke.web.shell.qr import qr_svg
from liuke.web.shell.sign_in.forms import CodeForm
from liuke.web.shell.wording import lazy, t


class ChangePassword(RepeatedPassword):
    """The present password, and a new one twice."""

    old = forms.CharField(
        label=lazy("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old", "new", "again")


@signed_in
@never_cache
@require_GET
def account(request: Asking) -> HttpResponse:
    """Password, second factor, and where one is signed in."""
    at = now()
    sessions = request.staff.sessions.filter(
        ended_at=None, seen_at__gt=at - IDLE, started_at__gt=at - LONGEST_SESSION
    )
    context = {
        "sessions": sessions.order_by("-seen_at"),
        "second_factor": has_second_factor(request.staff),
        "codes_left": request.staff.recovery_codes.filter(used_at=None).count(),
        "roles": request.staff.roles.select_related("region", "store"),
    }
    return page(request, "shell/account/account.html.j2", context)


@own_account
@never_cache
@require_http_methods(["GET", "POST"])
def account_password(request: Asking) -> HttpResponse:
    """Changes the password; the only page for somebody with a first one."""
    form = ChangePassword(request.POST or None)
    if form.is_valid():
        try:
            change_password(
                scope=request.rights,
                staff=request.staff,
                session=request.staff_session,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                at=now(),
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("The password has been changed. You are signed out everywhere else."))
            return HttpResponseRedirect(reverse("home"))
    return page(
        request, "shell/account/password.html.j2", {"form": form}, status=422 if form.is_bound else 200
    )


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def account_second_factor(request: Asking) -> HttpResponse:
    """Sets the second factor up for somebody who need not have one."""
    if has_second_factor(request.staff):
        return HttpResponseRedirect(reverse("account"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = confirm_enrolment(
                staff=request.staff, code=form.cleaned_data["code"], ip=address_of(request), at=now()
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            return page(
                request,
                "shell/sign_in/recovery_codes.html.j2",
                {"codes": codes, "then": reverse("account")},
            )
    secret, group = begin_enrolment(staff=request.staff), the_group()
    issuer = f"留客 {group.name if group else ''}".strip()
    context = {
        "form": form,
        "qr": qr_svg(address_for_app(secret=secret, login=request.staff.login, issuer=issuer)),
        "secret": secret,
        "name": request.staff.name,
    }
    return page(request, "shell/sign_in/enrol.html.j2", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def account_recovery_codes(request: Asking) -> HttpResponse:
    """Ten new recovery codes."""
    if not has_second_factor(request.staff):
        raise NotFound
    codes = renew_recovery_codes(staff=request.staff, ip=address_of(request))
    context = {"codes": codes, "then": reverse("account")}
    return page(request, "shell/sign_in/recovery_codes.html.j2", context)


account_recovery_codes.access = Access(fresh=True)  # type: ignore[attr-defined]


@signed_in
@require_POST
def account_end_session(request: Asking, session_id: UUID) -> HttpResponse:
    """Signs oneself out in another place."""
    if not end_session(staff=request.staff, session_id=session_id, ip=address_of(request), at=now()):
        raise NotFound
    messages.success(request, t("That device is signed out."))
    return HttpResponseRedirect(reverse("account"))
