"""The first board: what a place shows, and who is behind each figure."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.cockpit.behind import Behind, has_list, vins_behind
from liuke.cockpit.board import board_of
from liuke.cockpit.lists import cars_behind, part_of, rows_of
from liuke.cockpit.places import spot_within, spots_within
from liuke.org.queries import NotFound
from liuke.org.scope import Scope


def test_the_group_sees_all_places_the_manager_one(analysis: Any, group: Scope, manager: Scope) -> None:
    assert [spot.kind for spot in spots_within(group)].count("store") == 3
    assert spot_within(group).kind == "group"
    assert [spot.name for spot in spots_within(manager)] in (["会展店"], ["东区", "会展店"])
    other = next(spot for spot in spots_within(group) if spot.name == "北湖店")
    for key in (other.key, "group", "store-nonsense"):
        with pytest.raises(NotFound):
            spot_within(manager, key)


def test_every_count_is_the_length_of_its_list(analysis: Any, group: Scope) -> None:
    for spot in spots_within(group):
        board = board_of(group, spot)
        assert board is not None
        checked = 0
        for kpi in board.kpis:
            if kpi["key"].startswith(("first_service", "second_service", "three_year")) and kpi["value"]:
                for side, figure in (("counted", kpi["numerator"]), ("all", kpi["denominator"])):
                    if "practised" in kpi["key"]:
                        continue
                    asked = Behind("kpi", kpi["key"], side)
                    assert cars_behind(group, spot, analysis, asked).count() == figure, (
                        spot.name,
                        kpi["key"],
                    )
                    checked += 1
        assert checked, spot.name


def test_every_figure_with_a_list_can_be_opened(analysis: Any, group: Scope, manager: Scope) -> None:
    for scope in (group, manager):
        spot = spot_within(scope)
        board = board_of(scope, spot)
        assert board is not None
        for kpi in board.kpis:
            if has_list(kpi["key"]):
                for side in ("counted", "missing", "all"):
                    rows_of(
                        cars_behind(scope, spot, analysis, Behind("kpi", kpi["key"], side))[:50], masked=True
                    )


def test_the_cohort_map_opens_into_cars(analysis: Any, group: Scope) -> None:
    spot = spot_within(group)
    board = board_of(group, spot)
    assert board is not None
    assert board.heatmap is not None
    row = next(row for row in board.heatmap["rows"] if row["cells"][1] is not None)
    for column in (0, 1):
        came = vins_behind(analysis, spot, Behind("cohort", row["month"], "counted", column))
        away = vins_behind(analysis, spot, Behind("cohort", row["month"], "missing", column))
        assert len(came) + len(away) == row["vehicles"]
        assert len(came) / row["vehicles"] == pytest.approx(row["cells"][column])


def test_problems_and_grades_open_into_cars(analysis: Any, group: Scope) -> None:
    spot = spot_within(group)
    board = board_of(group, spot)
    assert board is not None
    assert board.problems
    for problem in board.problems:
        assert cars_behind(group, spot, analysis, Behind("problem", str(problem["rank"]))).count() > 0
    for tier, owners in board.calibrated.items():
        assert (
            0
            < part_of(cars_behind(group, spot, analysis, Behind("calibrated", tier)), page=1, size=5).owners
            <= owners
        )
    assert sum(board.calibrated.values()) == sum(board.tiers.values())
    for tier, owners in board.tiers.items():
        assert (
            0
            < part_of(cars_behind(group, spot, analysis, Behind("tier", tier)), page=1, size=5).owners
            <= owners
        )
    with pytest.raises(NotFound):
        vins_behind(analysis, spot, Behind("problem", "99"))


def test_a_manager_sees_only_cars_of_the_own_store(analysis: Any, manager: Scope) -> None:
    spot = spot_within(manager)
    cars = cars_behind(manager, spot, analysis, Behind("kpi", "first_service_return", "all"))
    assert {row.store for row in rows_of(cars[:50], masked=True)} == {"会展店"}


def test_phones_are_masked_on_the_page(analysis: Any, group: Scope) -> None:
    cars = cars_behind(group, spot_within(group), analysis, Behind("tier", "important"))
    rows = rows_of(cars[:50], masked=True)
    assert rows
    assert all("****" in row.phone for row in rows if row.phone)
    stakes = [row.stake_yuan for row in rows if row.stake_yuan is not None]
    assert stakes == sorted(stakes, reverse=True)


def test_a_problem_says_how_many_of_the_cars_one_may_see(analysis: Any, group: Scope, manager: Scope) -> None:
    for scope in (group, manager):
        spot = spot_within(scope)
        board = board_of(scope, spot)
        assert board is not None
        for problem in board.problems:
            asked = Behind("problem", str(problem["rank"]))
            assert problem["cars"] == cars_behind(scope, spot, analysis, asked).count()


def test_pages_follow_one_another_and_tell_the_whole(analysis: Any, group: Scope, manager: Scope) -> None:
    for scope in (group, manager):
        for asked in (Behind("tier", "important"), Behind("kpi", "first_service_return", "missing")):
            cars = cars_behind(scope, spot_within(scope), analysis, asked)
            rows = list(cars)
            assert len(rows) > 12
            first, second, last = (part_of(cars, page=page, size=5) for page in (1, 2, 10_000))
            assert list(first.shown) == rows[:5]
            assert list(second.shown) == rows[5:10]
            assert list(last.shown) == rows[(len(rows) - 1) // 5 * 5 :]
            assert first.cars == len(rows)
            assert first.owners == len({row.owner_id for row in rows if row.owner_id})


def test_an_empty_list_has_an_empty_page(analysis: Any, group: Scope) -> None:
    cars = cars_behind(group, spot_within(group), analysis, Behind("tier", "nobody"))
    part = part_of(cars, page=3, size=5)
    assert (part.cars, part.owners, list(part.shown)) == (0, 0, [])


def test_the_workbook_carries_its_mark(analysis: Any, group: Scope) -> None:
    import io

    from openpyxl import load_workbook

    from liuke.cockpit.list_workbook import list_workbook
    from liuke.cockpit.lists import rows_of

    cars = cars_behind(group, spot_within(group), analysis, Behind("tier", "important"))
    rows = rows_of(cars[:5], masked=False)
    content = list_workbook(rows, title="名单", watermark="云海峰 · 0001", say=str, tiers=str)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet["A1"].value == "云海峰 · 0001"
    assert sheet.max_row == len(rows) + 2
    assert all("****" not in str(cell.value) for cell in sheet["B"])
