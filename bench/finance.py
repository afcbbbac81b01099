"""Finance: how long its pages and files take on a ledger of a million lines, asked of the web process itself.

python -m bench finance
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
from collections.abc import Mapping
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.asking import signed_in, web
from bench.console_import import empty_platform
from bench.figures import Chapter, Figure
from bench.finance_books import fill_books
from bench.ledger import superuser
from bench.measure import middle

LINES = int(os.environ.get("LIUKE_BENCH_LINES", "1000000"))
ROUNDS = 5
OK = 200


def run() -> Chapter:
    """Every page as it opens, and each of its files; a year back, and two years at once, beside them."""
    with empty_platform() as home:
        _group()
        cookie = signed_in()
        lines = fill_books(superuser(home), lines=LINES)
        with web() as port:
            taken = _measured(port, cookie)
    usual = {what: spent for what, spent in taken.items() if not what.startswith("wide: ")}
    slowest = max(usual, key=lambda what: usual[what])
    goal = "≤ 1" if LINES >= 1_000_000 else ""
    told = f"slowest finance page, {lines:,} lines of 20 stores and two years"
    figures = [Figure(told, usual[slowest], "s", goal, slowest)]
    figures += [Figure(what.removeprefix("wide: "), spent, "s") for what, spent in taken.items()]
    return Chapter("finance", "Finance", "python -m bench finance", figures)


def _group() -> None:
    from django.utils import timezone

    from liuke.org.models import Group

    Group.objects.create(name="示例集团", demo=True, changed_at=timezone.now(), changed_by="bench")


def _measured(port: int, cookie: str) -> Mapping[str, float]:
    """Seconds by page: half of the rounds within."""
    connection, secret = HTTPConnection("127.0.0.1", port, timeout=60), secrets.token_hex(16)
    head = {"Cookie": f"{cookie}; liuke-csrf={secret}", "X-CSRFToken": secret}
    head |= {"Content-Type": "application/x-www-form-urlencoded"}

    def ask(path: str, form: Mapping[str, str] | None) -> None:
        connection.request("GET" if form is None else "POST", path, urlencode(form or {}), head)
        answer = connection.getresponse()
        answer.read()
        if answer.status != OK:
            sys.exit(f"{path} answers {answer.status}")

    found = {}
    for what, (path, form) in _pages().items():
        found[what] = middle(partial(ask, path, form), times=ROUNDS)
    return found


def _pages() -> Mapping[str, tuple[str, Mapping[str, str] | None]]:
    from django.urls import reverse
    from django.utils import timezone

    from liuke.org.models import Store
    from liuke.values.period import add_months

    one, two = (str(pk) for pk in Store.objects.order_by("code").values_list("pk", flat=True)[:2])
    today = timezone.localdate()
    month = f"{add_months(today.replace(day=1), -1):%Y-%m}"
    last_year = f"?quarter={add_months(today.replace(day=1), -12)}"
    whole = f"?from={today - dt.timedelta(729)}&to={today}"
    return {
        "deferred revenue": (reverse("liability"), None),
        "deferred revenue, a store": (reverse("liability") + f"?store={one}", None),
        "deferred revenue, Excel": (reverse("liability_book"), {}),
        "expired and asleep": (reverse("breakage"), None),
        "expired and asleep, Excel": (reverse("breakage_book"), {}),
        "between stores": (reverse("dues"), None),
        "between two stores": (reverse("due", args=[one, two]), None),
        "rules and issuers": (reverse("prepaid"), None),
        "escrow": (reverse("escrow"), None),
        "quarterly report": (reverse("quarter"), None),
        "quarterly report, Excel": (reverse("quarter_book"), {}),
        "vouchers": (reverse("vouchers"), None),
        "vouchers, csv": (reverse("vouchers_file"), {"store": one, "month": month, "format": "csv"}),
        "vouchers, Excel": (reverse("vouchers_file"), {"store": one, "month": month, "format": "xlsx"}),
        "closing of months": (reverse("periods"), None),
        "opening balances": (reverse("openings"), None),
        "wide: deferred revenue over two years": (reverse("liability") + whole, None),
        "wide: expired and asleep over two years": (reverse("breakage") + whole, None),
        "wide: escrow, a year ago": (reverse("escrow") + last_year, None),
        "wide: quarterly report, a year ago": (reverse("quarter") + last_year, None),
    }
