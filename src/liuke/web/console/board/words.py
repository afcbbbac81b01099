"""How the board says its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from liuke.cockpit.behind import has_list
from liuke.cockpit.places import Spot
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import kpis, slices
from liuke.web.shell.wording import N_, chinese, t

GROUPS: Mapping[str, str] = {
    "retention": N_("Retention"),
    "efficiency": N_("Efficiency"),
    "experience": N_("Experience"),
    "business": N_("Business"),
    "growth": N_("Growth"),
}
LEVELS: Mapping[str, tuple[str, str]] = {
    "red": (N_("alarm"), "bad"),
    "orange": (N_("below standard, alarm"), "bad"),
    "yellow": (N_("below standard"), "warn"),
    "watch": (N_("falling"), "warn"),
    "green": (N_("in order"), "good"),
    "no_data": (N_("no data"), ""),
}
SIDES: Mapping[str, str] = {"counted": N_("came"), "missing": N_("did not"), "all": N_("all")}


@dataclass(frozen=True)
class Vital:
    """A figure as a card: words, value, light, what it was, a small line, and where its list is."""

    key: str
    name: str
    about: str
    value: str
    level: str
    colour: str
    standard: str
    before: str
    line: str
    list_query: str


def pen() -> Pen:
    return Pen("zh" if chinese() else "en")


def place_name(spot: Spot) -> str:
    return spot.name or t("Whole group")


def vital(kpi: Mapping[str, Any], series: Mapping[str, Any] | None, spot: Spot) -> Vital:
    """One card."""
    said, figures = kpis.words(kpi["key"]), pen().f
    word, colour = LEVELS[kpi["level"]]
    standard, earlier = kpi["standard"], kpi["previous"]["value"]
    side = "missing" if kpi["unit"] == "share" and kpi["group"] == "retention" else "all"
    query = {"place": spot.key, "kind": "kpi", "key": kpi["key"], "side": side}
    return Vital(
        key=kpi["key"],
        name=t(said.name),
        about=t(said.definition),
        value=figures.value(kpi["value"], kpi["unit"]) if kpi["value"] is not None else "—",
        level=t(word),
        colour=colour,
        standard=figures.value(standard, kpi["unit"]) if standard is not None else "",
        before=figures.value(earlier, kpi["unit"]) if earlier is not None else "",
        line=spark([p["value"] if p["mature"] else None for p in series["points"]]) if series else "",
        list_query=urlencode(query) if has_list(kpi["key"]) and kpi["value"] is not None else "",
    )


WIDTH, HEIGHT = 96, 24


def spark(values: list[float | None]) -> str:
    """The path of a small line; gaps stay gaps.

    >>> spark([0.0, 1.0, None, 0.5])
    'M0.0 23.0L32.0 1.0M96.0 12.0'
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, span = min(known), max(known) - min(known) or 1.0
    step, path, pen_up = WIDTH / max(1, len(values) - 1), "", True
    for place, value in enumerate(values):
        if value is None:
            pen_up = True
            continue
        height = HEIGHT - 1 - (value - low) / span * (HEIGHT - 2)
        path += f"{'M' if pen_up else 'L'}{place * step:.1f} {height:.1f}"
        pen_up = False
    return path


def problem(found: Mapping[str, Any], units: Mapping[str, str], spot: Spot) -> dict[str, Any]:
    """A problem in a sentence, with the place of its list."""
    say = pen()
    unit = units.get(found["kpi"], "share")
    return {
        "kpi": t(kpis.words(found["kpi"]).name),
        "slice": slices.slice_words(found["slice"], say.t),
        "from": say.f.value(found["from"], unit),
        "to": say.f.value(found["to"], unit),
        "since": say.f.month(found["since"]),
        "own": found["own"],
        "owners": say.f.number(found["owners"]),
        "yuan": say.f.yuan(found["yuan"]),
        "cars": found["cars"],
        "list_query": urlencode({"place": spot.key, "kind": "problem", "key": found["rank"]}),
    }


def heat_class(share: float | None) -> str:
    """One of ten shades, those of the report; without a figure none.

    >>> heat_class(0.62), heat_class(None)
    ('heat-6', '')
    """
    return "" if share is None else f"heat-{min(9, int(share * 10))}"
