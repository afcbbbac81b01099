"""What the build hook makes, when it skips, and what the lock may not contain."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from liuke.insight.reports.write_html import BUILT, ReportAssetsMissing, render_html

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path, hook: ModuleType) -> Path:
    """The project's sources of assets and catalogues, built and stamped."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in (hook.ASSETS, Path("src/liuke/web"), hook.CATALOGUES):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "node_modules" / "axe-core").mkdir(parents=True)
    return tmp_path


def test_the_built_assets_are_those_of_the_sources(hook: ModuleType) -> None:
    stale = [str(one.built) for one in hook.BUNDLES if not hook.up_to_date(ROOT, one)]
    assert stale == [], "run: python hatch_build.py"


def test_nothing_is_fetched_or_bundled_when_up_to_date(
    hook: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    hook.build(copy, develop=True)
    catalogue = copy / hook.CATALOGUES / "zh_Hans" / "LC_MESSAGES" / "liuke.mo"
    assert "诊断".encode() in catalogue.read_bytes()


@pytest.mark.parametrize("change", ["package-lock.json", "src/liuke/insight/reports/assets/charts/trend.js"])
def test_a_changed_source_asks_for_a_new_bundle(hook: ModuleType, copy: Path, change: str) -> None:
    before = hook.fingerprint(copy)
    with (copy / change).open("a") as file:
        file.write("\n")
    assert hook.fingerprint(copy) != before


def test_the_lock_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in text
    assert not re.search(r"https?://(?!github|opencollective|dequelabs|tidelift)", text)
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)


def test_licences_travel_with_the_bundle(hook: ModuleType) -> None:
    licences = (BUILT / "licences.txt").read_text()
    for name in ("echarts", "zrender", "tslib"):
        assert re.search(rf"^{name} \d", licences, re.M)
    assert "Baidu Inc." in licences
    assert "echarts 6" in (BUILT / "report.js").read_text()[:400]


def test_a_bare_checkout_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: object
) -> None:
    monkeypatch.setattr("liuke.insight.reports.write_html.BUILT", tmp_path)
    with pytest.raises(ReportAssetsMissing, match=r"hatch_build\.py"):
        render_html(diagnosis=empty, lang="en")  # type: ignore[arg-type]
