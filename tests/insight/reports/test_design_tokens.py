"""The colours can be read: WCAG AA for every pair of text and ground the styles use, in light and in dark."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import pytest

from liuke.insight.reports.write_html import BUILT

ASSETS = BUILT.parent
TEXT, GRAPHIC = 4.5, 3.0

GROUNDS = ("paper", "surface")
INKS = ("ink", "ink-2", "ink-3", "brand", "loss", "gain", "data-focus")
LEVELS = ("red", "orange", "yellow", "watch", "green", "none")
LINES = ("data-focus", "data-rest", "data-a", "data-b", "data-c", "data-d", "data-e", "data-f")
PAIRS = [
    *((ink, ground, TEXT) for ink, ground in product((*INKS, *LEVELS), GROUNDS)),
    *((line, "surface", GRAPHIC) for line in LINES),
    *(("heat-low-ink", f"heat-{step}", TEXT) for step in range(6)),
    ("heat-6-ink", "heat-6", TEXT),
    *(("heat-high-ink", f"heat-{step}", TEXT) for step in range(7, 10)),
    ("on-brand", "brand", TEXT),
    ("ink", "brand-soft", TEXT),
    ("brand", "brand-soft", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ink", "green-soft", TEXT),
    ("yellow", "yellow-soft", TEXT),
]


def tokens() -> dict[str, dict[str, str]]:
    """The colours of tokens.css by theme; dark inherits what it does not change."""
    css = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen", 1)
    found = {"light": dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))}
    found["dark"] = {**found["light"], **dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark))}
    return found


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_can_be_read(theme: str) -> None:
    colors = tokens()[theme]
    weak = {
        f"{ink} on {ground}": round(contrast(colors[ink], colors[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colors[ink], colors[ground]) < least
    }
    assert weak == {}


def test_lines_differ_in_more_than_colour() -> None:
    roles = json.loads((ASSETS / "theme.json").read_text())["roles"]
    apart = [(json.dumps(role["dash"]), role["symbol"]) for name, role in roles.items() if name != "standard"]
    drawn = [
        pair
        for pair, name in zip(apart, [n for n in roles if n != "standard"], strict=True)
        if name != "focus"
    ]
    assert len(drawn) == len(set(drawn))


def test_chart_colours_are_tokens() -> None:
    theme = json.loads((ASSETS / "theme.json").read_text())
    names = set(re.findall(r"--([\w-]+):", (ASSETS / "tokens.css").read_text()))
    used = {role["color"] for role in theme["roles"].values()}
    used |= {theme[name] for name in ("grid", "axis", "label", "ink", "surface", "line", "wash")}
    assert used <= names


def test_styles_use_tokens_only() -> None:
    for sheet in (ASSETS / "styles").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        colors = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(", text)
        assert colors in ([], ["#fff"]), sheet.name
        names = set(re.findall(r"--([\w-]+):", Path(ASSETS / "tokens.css").read_text(encoding="utf-8")))
        assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= names, sheet.name
