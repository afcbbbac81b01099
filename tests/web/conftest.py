"""The standing cast of the console: two stores that must not see each other, and somebody in every role.

And a browser on a running platform; with LIUKE_SHOTS=folder its pictures are kept.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("django")

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from tests.web.cars import car_of

from liuke.config.embedded_postgres.cluster import DATABASE, SUPERUSER, Cluster

PASSWORD = "guo mei likes tea"
EAST, WEST = "东湖店", "西岭店"


@dataclass
class World:
    """Two regions with one store each; people by role, the outsider is the western manager."""

    stores: dict[str, Any] = field(default_factory=dict)
    regions: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    bays: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, Any] = field(default_factory=dict)
    """By side and kind of thing: ``east owner``, ``west phone``, …"""
    cars: dict[str, Any] = field(default_factory=dict)
    """``east vehicle``, ``west policy``, …"""
    webhook: Any = None


def person(login: str, name: str, *, store: Any = None, **more: Any) -> Any:
    from liuke.org.models import Staff
    from liuke.values.pinyin import initials, sort_key

    return Staff.objects.create(
        login=login,
        name=name,
        pinyin=sort_key(name),
        initials=initials(name),
        password=make_password(PASSWORD),
        home_store=store,
        changed_at=timezone.now(),
        changed_by="test",
        **more,
    )


@pytest.fixture(scope="module")
def world(tables: object) -> World:
    from liuke.org.actions.save_bay import BayDraft, create_bay
    from liuke.org.actions.save_region import create_region
    from liuke.org.actions.save_store import create_store
    from liuke.org.drafts import StoreDraft
    from liuke.org.models import Group, RoleAssignment
    from liuke.org.rules.roles import ROLES, Level, Role
    from liuke.org.scope import system_scope

    at, scope, made = timezone.now(), system_scope(), World()
    Group.objects.create(name="云程汽车集团", demo=True, changed_at=at, changed_by="test")
    for side, name, street in (("east", EAST, "东湖路一号"), ("west", WEST, "西岭路一号")):
        region = create_region(scope=scope, name=f"{name}区", at=at)
        draft = StoreDraft(
            code=side.upper(), name=name, kind="dealer", dms_name=name, address=street, region_id=region.pk
        )
        store = create_store(scope=scope, draft=draft, at=at)
        made.regions[side], made.stores[side] = region, store
        bay = BayDraft("W-工位" if side == "west" else "E-工位", "repair")
        made.bays[side] = create_bay(scope=scope, store_id=store.pk, draft=bay, at=at)
    east = made.stores["east"]
    for role, terms in ROLES.items():
        level = next(one for one in (Level.STORE, Level.REGION, Level.GROUP) if one in terms.levels)
        member = person(role.value, f"东{role.value}", store=east if level == Level.STORE else None)
        RoleAssignment.objects.create(
            staff=member,
            role=role,
            level=level,
            store=east if level == Level.STORE else None,
            region=made.regions["east"] if level == Level.REGION else None,
        )
        made.people[role.value] = member
    west = person("canary", "西岭金丝雀", store=made.stores["west"], phone="13911112222")
    RoleAssignment.objects.create(
        staff=west, role=Role.STORE_MANAGER, level=Level.STORE, store=made.stores["west"]
    )
    colleague = person("colleague", "东同事", store=east, phone="13800001234")
    RoleAssignment.objects.create(staff=colleague, role=Role.TECHNICIAN, level=Level.STORE, store=east)
    made.people |= {"western_manager": west, "colleague": colleague, "no_role": person("nobody", "无角色")}
    made.people["left"] = person("left", "离职", store=east, is_active=False)
    for side in ("east", "west"):
        made.owners |= {f"{side} {kind}": thing for kind, thing in owners_of(side, made.stores[side]).items()}
        owner = made.owners[f"{side} owner"]
        made.cars |= {f"{side} {k}": one for k, one in car_of(side, made.stores[side], owner).items()}
    made.webhook = webhook_made()
    return made


def webhook_made() -> Any:
    """An address that has been told once, and has not answered yet."""
    from liuke.integrations.webhooks.actions.subscribe import WebhookDraft, subscribe
    from liuke.integrations.webhooks.actions.write_messages import message
    from liuke.org.scope import system_scope

    draft = WebhookDraft("集团CRM", "https://crm.example.com/hook", frozenset({"owner.changed"}))
    made, _ = subscribe(scope=system_scope(), draft=draft, at=timezone.now())
    message(made, "owner.changed", {"owner_id": str(made.pk)}, at=timezone.now()).save()
    return made


def owners_of(side: str, store: Any) -> dict[str, Any]:
    """Two owners of a store that may be one, a firm, a family, a merge and a privacy request."""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.models import (
        Candidate,
        FleetContact,
        Household,
        HouseholdMember,
        Owner,
        Phone,
        PrivacyRequest,
    )

    name, at = {"east": "东湖林晓", "west": "西岭林晓"}[side], timezone.now()
    stamped = {"changed_at": at, "changed_by": "test"}
    people = [
        Owner.objects.create(name=f"{name}{n}", pinyin=f"{side} {n}", initials=side[0], home_store=store)
        for n in range(4)
    ]
    people.sort(key=lambda one: one.pk)
    phone = Phone.objects.create(owner=people[0], number=f"1390000{len(side)}{ord(side[0]):03}")
    pair = Candidate.objects.create(first=people[0], second=people[1], score=60, reasons=["phone"])
    firm = Owner.objects.create(name=f"{name}车队", kind="fleet", home_store=store)
    contact = FleetContact.objects.create(fleet=firm, name=f"{name}司机", number="13955550000")
    family = Household.objects.create(name=f"{name}家", **stamped)
    HouseholdMember.objects.create(household=family, owner=people[0], head=True)
    request = PrivacyRequest.objects.create(
        owner=people[0], store=store, kind="access", asked_by=name, asked_how="counter",
        received_on=at.date(), due_on=at.date(), **stamped,
    )  # fmt: skip
    merge = merge_owners(scope=system_scope(), survivor=(people[2].pk, 1), other=(people[3].pk, 1), at=at)
    return {
        "owner": people[0], "other": people[1], "phone": phone, "pair": pair, "contact": contact,
        "household": family, "privacy": request, "merge": merge, "firm": firm,
    }  # fmt: skip


@pytest.fixture
def as_(world: World) -> Iterator[Callable[..., Client]]:
    """A browser in which somebody is signed in, their proof fresh unless said otherwise."""

    def sign_in(name: str | None, *, proved_before: dt.timedelta = dt.timedelta()) -> Client:
        from liuke.org.models import StaffSession
        from liuke.web.shell.middleware import SESSION_KEY

        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
        if name is None:
            return client
        at = timezone.now()
        started = StaffSession.objects.create(
            staff=world.people[name], started_at=at, seen_at=at, proved_at=at - proved_before
        )
        session = SessionStore()
        session[SESSION_KEY] = str(started.pk)
        session.save()
        client.cookies["liuke-session"] = session.session_key
        return client

    return sign_in


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("LIUKE_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass(frozen=True)
class Site:
    """A running platform: its address, its home, and the one password of a demo."""

    address: str
    home: Path
    log: Path
    password: str = ""

    def database(self) -> psycopg.Connection[Any]:
        """A line to its database as the superuser."""
        url = Cluster(home=self.home).url(role=SUPERUSER, database=DATABASE)
        return psycopg.connect(url, autocommit=True)

    def until(self, query: str) -> None:
        """Waits until the one value of ``query`` is true."""
        deadline = time.monotonic() + 180
        with self.database() as line:
            while not (line.execute(query.encode()).fetchone() or (False,))[0]:
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.2)

    @contextmanager
    def nobody_writes_visits(self) -> Iterator[None]:
        """An import stops before its last step until this is left."""
        with self.database() as line, line.transaction():
            line.execute("LOCK TABLE vehicles_visit IN SHARE MODE")
            yield


@pytest.fixture(scope="module")
def site(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, with its example being taken in and examined."""
    with _running(module_home, tmp_path_factory.mktemp("demo") / "log", "--demo") as running:
        password = re.search(r"liuke-[0-9a-f]{4}-[0-9a-f]{4}", running.log.read_text())
        assert password, running.log.read_text()
        yield replace(running, password=password[0])


@pytest.fixture
def empty_site(home: Path, tmp_path: Path) -> Iterator[Site]:
    """A platform nobody has set up yet."""
    with _running(home, tmp_path / "log") as running:
        yield running


@contextmanager
def _running(home: Path, log: Path, *options: str) -> Iterator[Site]:
    """``liuke up`` on a free port, ended with Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {**os.environ, "LIUKE_HOME": str(home), "LIUKE_PORT": str(port), "LIUKE_LANG": "zh"}
    variables |= {"LIUKE_DEBUG": "1" if "--demo" in options else "0", "LIUKE_WEB_PROCESSES": "1"}
    with log.open("w") as output:
        command = [sys.executable, "-m", "liuke", "up", *options]
        up = subprocess.Popen(command, env=variables, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 120
        while "留客已就绪" not in log.read_text():
            assert up.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield Site(f"http://127.0.0.1:{port}", home, log)
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Callable[..., Visit]:
    """``with window(site, width=360) as visit``."""
    return lambda site, **more: Visit(chromium, site, **more)


EXPECTED = re.compile(r"404|htmx:sendAbort|htmx:afterRequest")
"""A page asked for in vain, and a question given up because somebody typed on: htmx tells of both of its ends;
of one that failed it also says why (``htmx:sendError``, ``responseError``), which counts."""


class Visit:
    """A browser window, what went wrong in it, and its pictures."""

    def __init__(self, browser: Browser, site: Site, *, width: int, scheme: str = "light") -> None:
        self.site, self.width, self.scheme = site, width, scheme
        self._context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="zh-CN",
        )
        self.page: Page = self._context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(m.text) if not EXPECTED.search(m.text) else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *error: object) -> None:
        self._context.close()

    def sign_in(self, login: str = "jituan", password: str = "") -> None:
        self.page.goto(f"{self.site.address}/sign-in")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password or self.site.password)
        self.press(".door-main button[type=submit]")
        assert self.page.url == f"{self.site.address}/"

    def go(self, route: str) -> None:
        start, _, rest = route.partition(" {first}")
        self.page.goto(self.site.address + start)
        if "{first}" in route:
            lines = self.page.locator(".list a.row-link")
            deadline = time.monotonic() + 300  # the demo's owners come with the worker
            while not lines.count():
                assert time.monotonic() < deadline, f"{start} stays empty"
                self.page.wait_for_timeout(1000)
                self.page.reload()
            link = lines.first.get_attribute("href")
            self.page.goto(f"{self.site.address}{link}{rest}")

    def press(self, button: str) -> None:
        """Clicks, and waits for the page it leads to: a picture of one that is leaving cannot be taken."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(button)

    def both(self, name: str) -> list[str]:
        """``judge`` at the desk, then on a phone."""
        found = []
        for self.width in (1280, 360):
            self.page.set_viewport_size({"width": self.width, "height": 800})
            found += self.judge(name)
        return found

    def judge(self, name: str) -> list[str]:
        """What is wrong with the screen, after its picture has been taken."""
        folder = os.environ.get("LIUKE_SHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}-{self.width}-{self.scheme}.png", full_page=True)
        else:
            self.page.screenshot()
        found = [f"{name}: {message}" for message in self.wrong]
        self.wrong.clear()
        if self.page.evaluate("document.documentElement.scrollWidth") > self.width:
            found.append(f"{name}: reaches beyond {self.width}")
        return found + [f"{name}: {one}" for one in serious(self.page)]


def serious(page: Page) -> list[str]:
    """axe's serious and critical findings. It is evaluated, not added as a script: the policy forbids that."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} {node['target']} {node['failureSummary'][:200]}"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:2]
    ]
