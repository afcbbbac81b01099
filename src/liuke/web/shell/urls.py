"""Addresses that all surfaces share."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from liuke.web.shell.account import views as account
from liuke.web.shell.design import design
from liuke.web.shell.healthz import healthz
from liuke.web.shell.palette import palette
from liuke.web.shell.preferences import preferences
from liuke.web.shell.set_up.views import set_up_view
from liuke.web.shell.sign_in import views as sign_in

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/second-factor", sign_in.sign_in_enrol, name="sign_in_enrol"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("prove", sign_in.prove, name="prove"),
    path("set-up", set_up_view, name="set_up"),
    path("account", account.account, name="account"),
    path("account/password", account.account_password, name="account_password"),
    path("account/second-factor", account.account_second_factor, name="account_second_factor"),
    path("account/recovery-codes", account.account_recovery_codes, name="account_recovery_codes"),
    path("account/sessions/<uuid:session_id>/end", account.account_end_session, name="account_end_session"),
    path("preferences", preferences, name="preferences"),
    path("palette", palette, name="palette"),
]
if settings.DEBUG:
    urlpatterns.append(path("design", design, name="design"))
