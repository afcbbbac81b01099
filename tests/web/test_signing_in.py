"""Signing in as a browser does it: password, second factor, limits, time-out, proof, sessions."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import time
from typing import Any

import pytest

pytest.importorskip("django")

import pyotp
from django.test import Client
from django.utils import timezone

PASSWORD = "guo mei likes tea"


@pytest.fixture(autouse=True)
def no_tries_yet(world: Any) -> None:
    """Wrong tries count for a quarter of an hour: those of one test must not close the door of the next."""
    from liuke.org.models import SignInAttempt

    SignInAttempt.objects.all().delete()


@pytest.fixture
def browser(world: Any) -> Client:
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture
def real_group(world: Any) -> Any:
    """Not a demo for this test: managers need their second factor."""
    from liuke.org.models import Group, RecoveryCode, SecondFactor

    Group.objects.update(demo=False)
    yield
    Group.objects.update(demo=True)
    SecondFactor.objects.all().delete()
    RecoveryCode.objects.all().delete()


def sign_in(browser: Client, login: str, password: str = PASSWORD, *, then: str = "") -> Any:
    return browser.post("/sign-in", {"login": login, "password": password, "next": then})


def enrol(browser: Client) -> tuple[str, str, list[str]]:
    """The secret, the code that proved it, and the codes of recovery."""
    page = browser.get("/sign-in/second-factor").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page)[1]
    code = pyotp.TOTP(secret).now()
    shown = browser.post("/sign-in/second-factor", {"code": code}).content.decode()
    return secret, code, re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", shown)


def test_a_password_opens_the_home_page(browser):
    answer = sign_in(browser, "Service_Adviser", then="/stores")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/stores")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "goal",
    ["https://evil.example/x", "//evil.example", "http://127.0.0.1//evil.example", "javascript:alert(1)", ""],
)
def test_nobody_is_sent_to_a_foreign_place(browser, goal):
    assert sign_in(browser, "cashier", then=goal).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("cashier", "wrong"),
        ("nobody-here", PASSWORD),
        ("left", PASSWORD),
        ("cashier" * 14, "x"),
        ("𬭎", "🚗" * 40),
    ],
)
def test_a_wrong_one_is_told_the_same_words(browser, login, password):
    answer = sign_in(browser, login, password)
    assert answer.status_code == 422
    assert "账号或密码不正确" in answer.content.decode()


def test_five_wrong_tries_close_the_door_for_the_right_one_too(browser):
    for _ in range(5):
        sign_in(browser, "sales", "wrong")
    answer = sign_in(browser, "sales")
    assert answer.status_code == 422
    assert "错误次数过多" in answer.content.decode()
    assert sign_in(Client(SERVER_NAME="127.0.0.1"), "cashier").status_code == 302


TRY = """
import os, django
django.setup()
from django.utils import timezone
from liuke.org.actions.signing_in.count_attempt import TooManyTries, count_attempt
taken = 0
for _ in range(20):
    try:
        count_attempt(login="both", ip="10.0.0.1", at=timezone.now())
        taken += 1
    except TooManyTries:
        pass
print(taken)
"""


def test_the_limit_holds_across_processes(browser, tables):
    import os

    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "liuke.config.settings",
        "LIUKE_DATABASE_URL": tables.app_url,
        "LIUKE_SECRET_KEY": "k" * 40,
    }
    running = [
        subprocess.Popen([sys.executable, "-c", TRY], env=variables, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    taken = [int(one.communicate(timeout=60)[0]) for one in running]
    assert sum(taken) == 5


def test_a_manager_sets_up_the_second_factor_before_the_first_time_in(browser, real_group):
    assert sign_in(browser, "store_manager").headers["Location"] == "/sign-in/second-factor"
    assert browser.get("/").status_code == 302
    secret, used, codes = enrol(browser)
    assert len(set(codes)) == 10
    assert browser.get("/").status_code == 200
    again = Client(SERVER_NAME="127.0.0.1")
    assert sign_in(again, "store_manager").headers["Location"] == "/sign-in/code"
    assert again.get("/").status_code == 302
    assert again.post("/sign-in/code", {"code": used}).status_code == 422, "a code is good once"
    later = pyotp.TOTP(secret).at(int(time.time()) + 30)
    assert again.post("/sign-in/code", {"code": later}).status_code == 302
    third = Client(SERVER_NAME="127.0.0.1")
    sign_in(third, "store_manager")
    assert third.post("/sign-in/code", {"code": codes[0].upper()}).status_code == 302
    fourth = Client(SERVER_NAME="127.0.0.1")
    sign_in(fourth, "store_manager")
    assert fourth.post("/sign-in/code", {"code": codes[0]}).status_code == 422, "a recovery code is good once"


def test_no_secret_stands_readable_in_the_database(browser, real_group):
    from liuke.org.models import RecoveryCode, SecondFactor

    sign_in(browser, "group")
    secret, _, codes = enrol(browser)
    kept = SecondFactor.objects.get(staff__login="group").sealed_secret
    hashes = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert secret not in kept
    assert not hashes & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "abcdef", "9" * 29, "💥"])
def test_a_wrong_code_stays_outside(browser, real_group, code):
    sign_in(browser, "administrator")
    browser.get("/sign-in/second-factor")
    assert browser.post("/sign-in/second-factor", {"code": code}).status_code == 422
    assert browser.get("/").status_code == 302


def test_a_right_password_does_not_wipe_out_wrong_codes(browser, real_group):
    sign_in(browser, "regional_manager")
    secret, _, _ = enrol(browser)
    for _ in range(5):
        thief = Client(SERVER_NAME="127.0.0.1")
        sign_in(thief, "regional_manager")
        thief.post("/sign-in/code", {"code": "000000"})
    late = Client(SERVER_NAME="127.0.0.1")
    sign_in(late, "regional_manager")
    later = pyotp.TOTP(secret).at(int(time.time()) + 30)
    answer = late.post("/sign-in/code", {"code": later})
    assert answer.status_code == 422
    assert "错误次数过多" in answer.content.decode()


def test_a_code_page_without_a_password_leads_back(browser):
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_who_rests_too_long_signs_in_anew(world, as_):
    from liuke.org.models import StaffSession

    client = as_("cashier")
    assert client.get("/").status_code == 200
    StaffSession.objects.filter(staff=world.people["cashier"]).update(
        seen_at=timezone.now() - dt.timedelta(minutes=61)
    )
    assert client.get("/stores").headers["Location"] == "/sign-in?next=%2Fstores"


def test_who_leaves_is_out_at_once(world, as_):
    from liuke.org.models import Staff

    client = as_("technician")
    assert client.get("/").status_code == 200
    Staff.objects.filter(login="technician").update(is_active=False)
    assert client.get("/").status_code == 302
    Staff.objects.filter(login="technician").update(is_active=True)


def test_a_weighty_step_asks_again_who_it_is(world, as_):
    client = as_("group", proved_before=dt.timedelta(minutes=11))
    answer = client.post("/staff/export")
    assert answer.headers["Location"].startswith("/prove?next=")
    assert client.post("/prove", {"proof": "wrong", "next": "/staff"}).status_code == 422
    assert client.post("/prove", {"proof": PASSWORD, "next": "/staff"}).headers["Location"] == "/staff"
    assert client.post("/staff/export").status_code == 200


def test_a_first_password_opens_nothing_but_its_own_change(world, as_):
    from liuke.org.models import Staff

    Staff.objects.filter(login="sales").update(must_change_password=True)
    client = as_("sales")
    assert client.get("/stores").headers["Location"] == "/account/password"
    given = {"old": PASSWORD, "new": "another good sentence", "again": "another good sentence"}
    assert client.post("/account/password", given).status_code == 302
    assert client.get("/stores").status_code == 200


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("short", "short"),
        ("12345678901", "12345678901"),
        ("password123", "password123"),
        ("good enough 1", "other"),
    ],
)
def test_a_poor_password_is_refused(world, as_, new, again):
    answer = as_("cashier").post("/account/password", {"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422


def test_one_signs_out_in_another_place(world, as_):
    from liuke.org.models import StaffSession

    here, there = as_("marketing"), as_("marketing")
    last = StaffSession.objects.filter(staff=world.people["marketing"]).order_by("-started_at")[0]
    assert here.post(f"/account/sessions/{last.pk}/end").status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_ends_somebody_elses_session(world, as_):
    from liuke.org.models import StaffSession

    as_("marketing")
    foreign = StaffSession.objects.filter(staff=world.people["marketing"]).order_by("-started_at")[0]
    assert as_("cashier").post(f"/account/sessions/{foreign.pk}/end").status_code == 404
    assert StaffSession.objects.get(pk=foreign.pk).ended_at is None


def test_the_headers_keep_scripts_and_frames_out(browser):
    answer = browser.get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self' 'nonce-[^']+'", policy)
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    body = answer.content.decode()
    assert not re.search(r"<[^>]+\son\w+=|<[^>]+\sstyle=|<script(?![^>]*nonce)", body)


def test_a_form_without_its_token_is_refused(world):
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"login": "cashier", "password": PASSWORD})
    assert answer.status_code == 403
    assert "返回首页" in answer.content.decode()


@pytest.mark.parametrize(
    ("behind", "header", "counted"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (True, "a name", "127.0.0.1"),
        (True, None, "127.0.0.1"),
    ],
)
def test_a_proxys_word_counts_where_one_stands_in_front(browser, settings_of, behind, header, counted):
    from liuke.org.models import SignInAttempt

    settings_of(BEHIND_PROXY=behind)
    headers = {"X-Forwarded-For": header} if header else {}
    browser.post("/sign-in", {"login": "sales", "password": "wrong"}, headers=headers)
    assert str(SignInAttempt.objects.get().ip) == counted


@pytest.fixture
def settings_of():
    from django.test import override_settings

    changed = []

    def change(**values: Any) -> None:
        changed.append(override_settings(**values))
        changed[-1].enable()

    yield change
    for one in changed:
        one.disable()


SECURE = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER is not None)
"""


@pytest.mark.parametrize(("behind", "said"), [("1", "True True True"), ("0", "False False False")])
def test_cookies_keep_to_https_behind_a_proxy(tables, behind, said):
    import os

    variables = {"DJANGO_SETTINGS_MODULE": "liuke.config.settings", "LIUKE_SECRET_KEY": "k" * 40}
    asked = subprocess.run(
        [sys.executable, "-c", SECURE],
        env={**os.environ, **variables, "LIUKE_DATABASE_URL": tables.app_url, "LIUKE_BEHIND_PROXY": behind},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == said
