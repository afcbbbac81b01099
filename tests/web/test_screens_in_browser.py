"""Every screen as people meet it: at a desk and on a phone, in the light and in the dark, in both languages.

With LIUKE_SHOTS=folder the pictures are kept.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")

from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("LIUKE_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = 1280, 360
SCREENS = {
    "home": "/",
    "stores": "/stores",
    "store": "/stores {first}",
    "store-edit": "/stores {first}/edit",
    "store-hours": "/stores {first}/hours",
    "store-new": "/stores/new",
    "bay-new": "/stores {first}/bays/new",
    "regions": "/regions",
    "region-new": "/regions/new",
    "staff": "/staff",
    "staff-none": "/staff?q=nobody-at-all",
    "member": "/staff?q=gwn {first}",
    "member-guwen": "/staff?q=guwen {first}",
    "member-edit": "/staff?q=guwen {first}/edit",
    "member-roles": "/staff?q=guwen {first}/roles",
    "staff-new": "/staff/new",
    "audit": "/audit",
    "jobs": "/jobs",
    "jobs-failed": "/jobs?state=failed",
    "segments": "/segments",
    "segment-new": "/segments/new",
    "tags": "/tags",
    "tag-new": "/tags/new",
    "group": "/group",
    "account": "/account",
    "account-password": "/account/password",
    "second-factor": "/account/second-factor",
    "prove": "/prove",
    "nothing-here": "/stores/00000000-0000-7000-8000-000000000000",
}
del SCREENS["member"]


@dataclass(frozen=True)
class Site:
    """A running demo: its address and the one password."""

    address: str
    password: str
    log: Path


@pytest.fixture(scope="module")
def site(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(module_home, tmp_path_factory.mktemp("demo") / "log", "--demo") as (address, log):
        password = re.search(r"liuke-[0-9a-f]{4}-[0-9a-f]{4}", log.read_text())
        assert password, log.read_text()
        yield Site(address, password[0], log)


class running:  # noqa: N801 - reads as a sentence: with running(…)
    """``liuke up`` on a free port, ended with Ctrl-C."""

    def __init__(self, home: Path, log: Path, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        variables = {**os.environ, "LIUKE_HOME": str(home), "LIUKE_PORT": str(port), "LIUKE_LANG": "zh"}
        variables |= {"LIUKE_DEBUG": "1" if "--demo" in options else "0", "LIUKE_WEB_PROCESSES": "1"}
        self._log, self._address = log, f"http://127.0.0.1:{port}"
        with log.open("w") as output:
            command = [sys.executable, "-m", "liuke", "up", *options]
            self._up = subprocess.Popen(command, env=variables, stdout=output, stderr=output)

    def __enter__(self) -> tuple[str, Path]:
        deadline = time.monotonic() + 120
        while "留客已就绪" not in self._log.read_text():
            assert self._up.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.2)
        return self._address, self._log

    def __exit__(self, *error: object) -> None:
        self._up.send_signal(signal.SIGINT)
        self._up.wait(60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
        self.page.on("console", lambda m: self.wrong.append(m.text) if "404" not in m.text else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *error: object) -> None:
        self._context.close()

    def sign_in(self, login: str = "jituan") -> None:
        self.page.goto(f"{self.site.address}/sign-in")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", self.site.password)
        self.press(".door-main button[type=submit]")
        assert self.page.url == f"{self.site.address}/"

    def go(self, route: str) -> None:
        start, _, rest = route.partition(" {first}")
        self.page.goto(self.site.address + start)
        if "{first}" in route:
            link = self.page.locator(".list a.row-link").first.get_attribute("href")
            self.page.goto(f"{self.site.address}{link}{rest}")

    def press(self, button: str) -> None:
        """Clicks, and waits for the page it leads to: a picture of one that is leaving cannot be taken."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(button)

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


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESK, "light"), (PHONE, "light"), (DESK, "dark"), (PHONE, "dark")]
)
def test_every_screen_is_whole_and_accessible(site: Site, chromium: Browser, width: int, scheme: str) -> None:
    found = []
    with Visit(chromium, site, width=width, scheme=scheme) as visit:
        for name, route in {"sign-in": "/sign-in", "design": "/design"}.items():
            visit.go(route)
            found += visit.judge(name)
        visit.sign_in()
        for name, route in SCREENS.items():
            visit.go(route)
            found += visit.judge(name)
    assert found == []


@pytest.mark.parametrize("login", ["guwen", "jishi", "dianzhang", "quyu", "admin", "shenji"])
def test_every_role_has_a_home(site: Site, chromium: Browser, login: str) -> None:
    with Visit(chromium, site, width=PHONE) as visit:
        visit.sign_in(login)
        assert visit.judge(f"home-{login}") == []


def test_english_is_whole(site: Site, chromium: Browser) -> None:
    with Visit(chromium, site, width=DESK) as visit:
        visit.sign_in()
        visit.page.click(".user-menu summary")
        visit.page.click(".user-menu button[value=en]")
        left = []
        for name, route in SCREENS.items():
            visit.go(route)
            visit.page.evaluate("document.querySelectorAll('[lang=zh-Hans] , time').forEach((e) => e)")
            heading = visit.page.locator("h1").first.inner_text()
            labels = visit.page.locator("th, dt, label, .menu, .btn").all_inner_texts()
            known = r"北湖店|滨江店|会展店|江北区域|江南区域|梅晓芸|中文"
            left += [
                f"{name}: {text}"
                for text in (*labels, heading if "·" not in heading else "")
                if re.search(r"[\u4e00-\u9fff]", re.sub(known, "", text)) and "云" not in text
            ]
    assert left == []


def test_the_palette_finds_by_pinyin_and_goes_with_enter(site: Site, chromium: Browser) -> None:
    with Visit(chromium, site, width=DESK) as visit:
        visit.sign_in()
        visit.page.keyboard.press("Control+k")
        visit.page.wait_for_selector(".palette-lines a")
        visit.page.keyboard.type("beihu")
        visit.page.wait_for_selector(".palette-lines a:has-text('北湖店')")
        assert visit.judge("palette") == []
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(re.compile(r"/stores/[0-9a-f-]{36}$"))


def test_a_chosen_theme_stays(site: Site, chromium: Browser) -> None:
    with Visit(chromium, site, width=DESK) as visit:
        visit.sign_in()
        visit.page.click(".user-menu summary")
        visit.page.click(".user-menu button[value=dark]")
        visit.page.goto(f"{site.address}/stores")
        assert visit.page.locator("html").get_attribute("data-theme") == "dark"


def test_a_number_is_shown_for_a_reason_without_leaving_the_page(site: Site, chromium: Browser) -> None:
    with Visit(chromium, site, width=DESK) as visit:
        visit.sign_in()
        visit.go("/staff?q=guwen {first}")
        visit.page.fill("#phone [name=reason]", "联系排班")
        visit.page.click("#phone button")
        visit.page.wait_for_selector("#phone :text('已记入审计日志')")
        assert re.search(r"1380000\d{4}", visit.page.locator("#phone").inner_text())
        assert visit.judge("revealed") == []


def test_an_empty_deployment_is_set_up_in_the_browser(home: Path, chromium: Browser, tmp_path: Path) -> None:
    import pyotp

    with running(home, tmp_path / "log") as (address, log):
        link = re.search(r"http://\S+/set-up\?token=\S+", log.read_text())
        assert link, log.read_text()
        with Visit(chromium, Site(address, "", log), width=DESK) as visit:
            page = visit.page
            page.goto(address)
            assert page.url == f"{address}/set-up"
            found = visit.judge("set-up-token")
            page.fill("[name=token]", "guessed")
            visit.press(".door-main button[type=submit]")
            assert page.locator(".note-bad").count() == 1
            visit.wrong.clear()
            page.goto(link[0])
            found += visit.judge("set-up-group")
            filled = {"group_name": "云程汽车集团", "name": "程远", "login": "chengyuan"}
            for name, value in {**filled, "new": "a sentence of mine", "again": "a sentence of mine"}.items():
                page.fill(f"[name={name}]", value)
            visit.press(".door-main button[type=submit]")
            found += visit.judge("set-up-second-factor")
            page.fill("[name=code]", pyotp.TOTP(page.locator("#secret").inner_text()).now())
            visit.press(".door-main button[type=submit]")
            found += visit.judge("set-up-recovery-codes")
            visit.press("a.btn-primary")
            found += visit.judge("set-up-home")
            assert "初始设置" in page.locator("main").inner_text()
            page.goto(link[0])
            assert page.url != link[0], "the token is used up"
        assert found == []
