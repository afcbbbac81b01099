"""What cannot be simulated is refused with a sentence that says what to do, and nothing is written."""

from __future__ import annotations

import datetime as dt
import resource
from pathlib import Path

import pytest
from click.testing import CliRunner
from xlsxwriter.exceptions import XlsxWriterException

from liuke.cli.simulate import simulate as command
from liuke.simulation.plants import PLANTS
from liuke.simulation.simulate import simulate
from liuke.values.refusal import Refusal

WORLD = {
    "stores": 2,
    "vehicles": 30,
    "years": 2,
    "seed": 1,
    "plants": (),
    "until": dt.date(2024, 10, 1),
}


@pytest.mark.parametrize(
    ("change", "code", "advice"),
    [
        ({"plants": ("nonsense",)}, "plant_unknown", "Choose from: second-service-drop"),
        ({"stores": 0}, "simulation_stores", "Give at least 1"),
        ({"stores": 5, "vehicles": 4}, "simulation_vehicles", "Give at least one per store"),
        ({"vehicles": 10_000_000}, "simulation_vehicles", "at most 500000"),
        ({"years": 0}, "simulation_time", "Choose --years and --until"),
        ({"years": 3000}, "simulation_time", "Choose --years and --until"),
        ({"until": dt.date(1999, 1, 1)}, "simulation_time", "Choose --years and --until"),
        ({"until": dt.date(2060, 1, 1)}, "simulation_time", "Choose --years and --until"),
    ],
    ids=lambda case: str(case)[:30],
)
def test_an_impossible_group_is_refused_and_no_folder_appears(tmp_path, change, code, advice):
    with pytest.raises(Refusal, match=advice) as refused:
        simulate(**{**WORLD, **change, "out": tmp_path / "out"})
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder with a file", "file"])
def test_what_is_there_already_is_not_touched(tmp_path, kind):
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine", encoding="utf-8")
    else:
        out.mkdir()
        (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refusal, match="Name a new folder"):
        simulate(**WORLD, out=out)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert out.is_file() or [p.name for p in out.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled_and_parents_are_made(tmp_path):
    (tmp_path / "deep").mkdir()
    out = tmp_path / "deep" / "down" / "out"
    out.mkdir(parents=True)
    simulate(**WORLD, out=out)
    assert (out / "truth.json").exists()
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises((OSError, ValueError, XlsxWriterException)):
            simulate(**{**WORLD, "vehicles": 300}, out=tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(Refusal, match="Name a folder you may write to"):
        simulate(**WORLD, out=tmp_path / "file" / "out")


@pytest.mark.parametrize("vehicles", [1, 2, 3])
@pytest.mark.parametrize("plant", list(PLANTS))
def test_the_smallest_groups_can_be_simulated_with_any_trouble(tmp_path, vehicles, plant):
    truth = simulate(**{**WORLD, "stores": 1, "vehicles": vehicles, "plants": (plant,)}, out=tmp_path / "out")
    assert truth.vehicles == vehicles


def test_an_end_that_is_the_last_day_of_a_month_is_fine(tmp_path):
    truth = simulate(**{**WORLD, "until": dt.date(2024, 2, 29)}, out=tmp_path / "out")
    assert truth.until == dt.date(2024, 2, 29)


def test_the_command_writes_the_group_and_says_what_to_try(tmp_path: Path):
    out = tmp_path / "group"
    arguments = [
        str(out),
        "--stores",
        "1",
        "--vehicles",
        "20",
        "--years",
        "2",
        "--plant",
        "mix-shift, price-rise",
    ]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert "滨江店_客服台账.xlsx" in result.output
    assert "liuke diagnose" in result.output
    assert (out / "truth.json").exists()


def test_the_command_lists_the_troubles(tmp_path: Path):
    listed = CliRunner().invoke(command, ["--plant", "help"]).output
    helped = CliRunner().invoke(command, ["--help"]).output
    for name in PLANTS:
        assert name in listed
        assert name in helped
