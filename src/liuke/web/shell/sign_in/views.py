"""Signing in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liuke.org.actions.signing_in.check_code import WrongCode, check_code
from liuke.org.actions.signing_in.check_password import WrongPassword, check_password
from liuke.org.actions.signing_in.count_attempt import TooManyTries
from liuke.org.actions.signing_in.enrol_second_factor import begin_enrolment, confirm_enrolment
from liuke.org.actions.signing_in.sessions import end_session
from liuke.org.models import StaffSession
from liuke.org.queries import has_second_factor, must_have_second_factor, the_group
from liuke.org.rules.one_time_code import address_for_app
from liuke.values.refusal import Refusal
from liuke.web.shell.access import own_account, public
from liuke.web.shell.asking import Asking, address_of, now, safe_next
from liuke.web.shell.pages import page
from liuke.web.shell.qr import qr_svg
from liuke.web.shell.sign_in.forms import CodeForm, PasswordForm, ProofForm
from liuke.web.shell.sign_in.pending import let_in, pending, put_pending

NO_CODE_TRIES = (TooManyTries, WrongCode)
REFUSED = 422


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; then in, or on to the second factor."""
    group = the_group()
    if group is None:
        return HttpResponseRedirect(reverse("set_up"))
    then = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if getattr(request, "staff", None):
        return HttpResponseRedirect(then)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            staff = check_password(**form.cleaned_data, ip=address_of(request), at=now())
        except (WrongPassword, TooManyTries) as refusal:
            form.take(refusal)
        else:
            if has_second_factor(staff):
                put_pending(request, staff, then=then)
                return HttpResponseRedirect(reverse("sign_in_code"))
            if must_have_second_factor(staff):
                put_pending(request, staff, then=then)
                return HttpResponseRedirect(reverse("sign_in_enrol"))
            return let_in(request, staff, then=then)
    status = REFUSED if form.is_bound else 200
    context = {"form": form, "next": then, "group": group}
    return page(request, "shell/sign_in/password.html.j2", context, status=status)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, or a recovery code."""
    staff = pending(request)
    if staff is None:
        return HttpResponseRedirect(reverse("sign_in"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            check_code(staff=staff, code=form.cleaned_data["code"], ip=address_of(request), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            return let_in(request, staff)
    status = REFUSED if form.is_bound else 200
    return page(request, "shell/sign_in/code.html.j2", {"form": form, "name": staff.name}, status=status)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_enrol(request: HttpRequest) -> HttpResponse:
    """The second factor is set up before the first time in; then the recovery codes are shown, once."""
    staff = pending(request)
    if staff is None or has_second_factor(staff):
        return HttpResponseRedirect(reverse("sign_in"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = confirm_enrolment(
                staff=staff, code=form.cleaned_data["code"], ip=address_of(request), at=now()
            )
        except NO_CODE_TRIES as refusal:
            form.take(refusal)
        else:
            goal = request.session["pending_sign_in"]["then"]
            let_in(request, staff)
            return page(request, "shell/sign_in/recovery_codes.html.j2", {"codes": codes, "then": goal})
    secret, group = begin_enrolment(staff=staff), the_group()
    uri = address_for_app(
        secret=secret, login=staff.login, issuer=f"留客 {group.name if group else ''}".strip()
    )
    context = {"form": form, "qr": qr_svg(uri), "secret": secret, "name": staff.name}
    return page(request, "shell/sign_in/enrol.html.j2", context, status=REFUSED if form.is_bound else 200)


@own_account
@require_POST
def sign_out(request: Asking) -> HttpResponse:
    """Ends this session."""
    end_session(staff=request.staff, session_id=request.staff_session.pk, ip=address_of(request), at=now())
    request.session.flush()
    return HttpResponseRedirect(reverse("sign_in"))


@own_account
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: Asking) -> HttpResponse:
    """Asks once more who it is before something weighty: the code where there is a second factor."""
    by_code = has_second_factor(request.staff)
    then = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    form = ProofForm(request.POST or None)
    if form.is_valid():
        given, ip, at = form.cleaned_data["proof"], address_of(request), now()
        try:
            if by_code:
                check_code(staff=request.staff, code=given, ip=ip, at=at)
            else:
                check_password(login=request.staff.login, password=given, ip=ip, at=at)
        except Refusal as refusal:
            form.take(refusal)
        else:
            StaffSession.objects.filter(pk=request.staff_session.pk).update(proved_at=at)
            return HttpResponseRedirect(then)
    context = {"form": form, "next": then, "by_code": by_code}
    return page(request, "shell/sign_in/prove.html.j2", context, status=REFUSED if form.is_bound else 200)
