"""The page as a reader meets it: on a desk, on a phone, in the dark, on paper, without script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from liuke.insight.reports.language import Lang

pytestmark = pytest.mark.browser

Addresses = dict[tuple[str, Lang], str]
Open = Callable[..., Page]
DESK, PHONE, SMALL_PHONE = 1440, 390, 360
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


class Watched:
    """What went wrong while a page was open."""

    def __init__(self, page: Page, address: str) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(f"dialog: {dialog.message}"))
        page.on(
            "request", lambda request: self.requests.append(request.url) if request.url != address else None
        )


@pytest.fixture
def opened(browser: Browser, addresses: Addresses) -> Iterator[Open]:
    """Opens a page of the sample; at the end of the test nothing may have gone wrong on it."""
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []

    def open_page(
        name: str = "full",
        lang: Lang = "zh",
        *,
        width: int = DESK,
        scheme: str = "light",
        script: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        watched.append(Watched(page, addresses[name, lang]))
        page.goto(addresses[name, lang])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [w.messages for w in watched if w.messages] == []
    assert [w.requests for w in watched if w.requests] == []


@pytest.mark.parametrize("width", [DESK, SMALL_PHONE])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["full", "empty"])
def test_nothing_reaches_beyond_the_width(opened: Open, name: str, lang: Lang, width: int) -> None:
    page = opened(name, lang, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_is_drawn(opened: Open, scheme: str) -> None:
    page = opened(scheme=scheme)
    boxes = page.evaluate(
        "[...document.querySelectorAll('[data-chart]')].map((b) => [b.dataset.chart, b.querySelectorAll('svg path').length])"
    )
    assert len(boxes) >= 15
    assert [key for key, paths in boxes if paths < 3] == []


@pytest.mark.parametrize(
    ("name", "lang", "width", "scheme"),
    [
        ("full", "zh", DESK, "light"),
        ("full", "zh", PHONE, "dark"),
        ("full", "en", DESK, "dark"),
        ("empty", "zh", PHONE, "light"),
    ],
)
def test_no_barrier_for_readers_with_a_handicap(
    opened: Open, name: str, lang: Lang, width: int, scheme: str
) -> None:
    page = opened(name, lang, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 20
    grave = [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert grave == [], json.dumps(grave, ensure_ascii=False, indent=1)


def test_dark_follows_the_system_and_the_reader_can_turn_it(opened: Open) -> None:
    page = opened(scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    chart = "document.querySelectorAll('[data-chart=problem-1-months] path')"
    strokes = f"[...{chart}].map((path) => path.getAttribute('stroke'))"
    dark, dark_strokes = page.evaluate(paper), page.evaluate(strokes)
    page.click("#theme")
    assert page.evaluate(paper) != dark
    assert page.evaluate(strokes) != dark_strokes, "charts are redrawn in the new colours"
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.locator("#theme").get_attribute("aria-pressed") == "false"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light", "the choice is remembered"


def test_without_script_text_and_figures_are_there(opened: Open) -> None:
    page = opened(scheme="dark", script=False)
    assert page.locator("h1").inner_text().startswith("三个问题")
    assert page.locator(".no-script").is_visible()
    assert page.locator(".vitals svg.spark").count() > 5
    assert page.locator(".chart").first.is_hidden()
    page.locator("summary").first.click()
    assert page.locator(".behind table").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 27)"


def test_paper_is_light_and_its_charts_fit(opened: Open) -> None:
    page = opened(scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    widths = page.evaluate(
        "[...document.querySelectorAll('[data-chart] svg')].map((s) => s.getBoundingClientRect().width)"
    )
    assert max(widths) <= 700
    assert page.locator("nav").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_it_prints(opened: Open) -> None:
    printed = opened(scheme="dark").pdf(format="A4", print_background=True)
    assert printed.startswith(b"%PDF")
    assert 10 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 40


def test_navigation_follows_the_reader(opened: Open) -> None:
    page = opened(width=PHONE)
    assert page.locator("nav a[aria-current]").inner_text() == "结论"
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.locator("nav a[href='#people']").click()
    page.wait_for_function("document.querySelector('nav a[aria-current]').hash === '#people'")
    assert page.locator("nav a[href='#people']").bounding_box()["x"] < PHONE  # type: ignore[index]


def test_tooltips_show_names_as_text(opened: Open) -> None:
    page = opened()
    chart = page.locator("[data-chart='problem-3-months']")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".tip-row")
    assert "onerror=alert(1)" in page.locator(".tip-row").first.inner_text()
    assert page.locator(".tip-row img").count() == 0


def test_keyboard_reaches_the_verdict_and_the_tables(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#verdict"
    summary = page.locator(".behind summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".behind table").first.is_visible()
