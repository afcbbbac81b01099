"""The first board: vital signs, trend, problems, grades, cohort map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liuke.cockpit.board import Board, board_of
from liuke.cockpit.places import Spot, spot_within, spots_within
from liuke.insight.rfm.tiers import GRADES
from liuke.org.rules.roles import Permission
from liuke.owners.code_words import TIERS
from liuke.web.console.board import words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

TREND_FIRST = "second_service_return"


@needs(Permission.SEE_BOARD)
@require_GET
def board(request: Asking) -> HttpResponse:
    """The board of the place asked for, else of the widest within reach."""
    spots = spots_within(request.rights)
    if not spots:
        return page(request, "console/board/board.html.j2", {"spots": [], "spot": None, "board": None})
    spot = spot_within(request.rights, request.GET.get("place"))
    found = board_of(request.rights, spot)
    context: dict[str, Any] = {
        "spots": [(one.key, words.place_name(one)) for one in spots],
        "spot": spot,
        "place_name": words.place_name(spot),
        "board": found,
        "may_import": request.rights.may_somewhere(Permission.IMPORT),
    }
    if found is not None:
        context |= _shown(found, spot)
    return page(request, "console/board/board.html.j2", context)


def _shown(board: Board, spot: Spot) -> dict[str, Any]:
    vitals = [(kpi["group"], words.vital(kpi, board.series.get(kpi["key"]), spot)) for kpi in board.kpis]
    units = {kpi["key"]: kpi["unit"] for kpi in board.kpis}
    return {
        "groups": [
            (t(title), [card for group, card in vitals if group == key and card.value != "—"])
            for key, title in words.GROUPS.items()
        ],
        "lacking": [card.name for _, card in vitals if card.value == "—"],
        "alarms": [card for _, card in vitals if card.colour == "bad"],
        "problems": [words.problem(one, units, spot) for one in board.problems],
        "tiers": [_tier(board, spot, tier, t(name)) for tier, name in TIERS.items()],
        "heat": _heat(board, spot),
        "chart": json.dumps(_chart(board, units), ensure_ascii=False).replace("<", "\\u003c"),
    }


def _tier(board: Board, spot: Spot, tier: str, name: str) -> dict[str, Any]:
    """A grade: its owners by the practised thresholds and by the calibrated ones, each with its list."""
    counted = (("tier", board.tiers), ("calibrated", board.calibrated))
    return {
        "name": name,
        "expected": f"{GRADES[tier].share:.0%}",
        "columns": [
            (
                owners.get(tier, 0),
                f"{owners.get(tier, 0) / max(1, sum(owners.values())):.0%}",
                urlencode({"place": spot.key, "kind": kind, "key": tier}),
            )
            for kind, owners in counted
        ],
    }


def _heat(board: Board, spot: Spot) -> dict[str, Any] | None:
    """The cohort map with an address in each cell; the latest months first."""
    if board.heatmap is None:
        return None
    rows, cohort = [], {"place": spot.key, "kind": "cohort", "side": "missing"}
    for row in reversed(board.heatmap["rows"]):
        cells = [
            (
                "" if share is None else f"{share:.0%}",
                words.heat_class(share),
                urlencode({**cohort, "key": row["month"], "column": column}),
            )
            for column, share in enumerate(row["cells"])
        ]
        rows.append((row["month"], row["vehicles"], cells))
    return {"columns": board.heatmap["columns"], "rows": rows}


def _chart(board: Board, units: Mapping[str, str]) -> dict[str, Any]:
    """What the trend chart draws: every monthly series by name."""
    from liuke.insight.reports.wording import kpis

    standards = {kpi["key"]: kpi["standard"] for kpi in board.kpis}
    lines = [
        {
            "key": key,
            "name": t(kpis.words(key).name),
            "unit": units.get(key, "share"),
            "standard": standards.get(key),
            "months": [point["month"] for point in one["points"]],
            "values": [point["value"] if point["mature"] else None for point in one["points"]],
        }
        for key, one in board.series.items()
        if any(point["value"] is not None for point in one["points"])
    ]
    lines.sort(key=lambda line: line["key"] != TREND_FIRST)
    return {"lines": lines, "standard": t("standard")}
