"""The sample diagnoses, rendered once, and a real browser to look at them with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).parent)
)  # the sample's modules; importlib mode adds no folder of its own

import sample
from playwright.sync_api import Browser, sync_playwright

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.language import Lang
from liuke.insight.reports.write_html import render_html

_CHROMIUM = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def full() -> Diagnosis:
    return sample.full()


@pytest.fixture(scope="session")
def empty() -> Diagnosis:
    return sample.empty()


@pytest.fixture(scope="session")
def pages(full: Diagnosis, empty: Diagnosis) -> dict[tuple[str, Lang], str]:
    """The HTML by (sample, language)."""
    found: dict[tuple[str, Lang], str] = {}
    for name, diagnosis in (("full", full), ("empty", empty)):
        found[name, "zh"] = render_html(diagnosis=diagnosis, lang="zh")
        found[name, "en"] = render_html(diagnosis=diagnosis, lang="en")
    return found


@pytest.fixture(scope="session")
def addresses(
    pages: dict[tuple[str, Lang], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, Lang], str]:
    """The same pages as files a browser can open."""
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for (name, lang), html in pages.items():
        path = folder / f"{name}.{lang}.html"
        path.write_text(html, encoding="utf-8")
        found[name, lang] = path.as_uri()
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: while it is there a loop runs in this process, in which Django does not ask."""
    with sync_playwright() as playwright:
        path = os.environ.get("LIUKE_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(_CHROMIUM))
        yield browser
        browser.close()
