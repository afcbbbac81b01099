"""``liuke diagnose`` from outside: exit codes, what is written and what is not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.one_car import ORDERS, SALES

pytestmark = pytest.mark.whole


def nothing_written(folder: Path, *inputs: Path) -> bool:
    return {p.name for p in folder.iterdir()} == {p.name for p in inputs}


def test_one_single_vehicle_gives_a_whole_report(liuke: Any, write: Any, tmp_path: Path) -> None:
    done = liuke("diagnose", write("新车销售.csv", SALES), write("维修工单.csv", ORDERS), "--out", "报告")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "报告"
    assert {p.name for p in out.iterdir()} == {"report.html", "report.xlsx", "diagnosis.json", "mapping.yaml"}
    diagnosis = json.loads((out / "diagnosis.json").read_text(encoding="utf-8"))
    assert diagnosis["as_of"] == "2023-09-06"
    assert diagnosis["rows"]["accepted"] == 2
    assert diagnosis["problems"] == []
    assert diagnosis["churn"]["backtest"] is None


def test_cars_without_any_visit_are_no_crash(liuke: Any, write: Any, tmp_path: Path) -> None:
    done = liuke("diagnose", write("新车销售.csv", SALES), "--out", "out", "--as-of", "2024-10-01")
    assert done.returncode == 0, done.stderr
    diagnosis = json.loads((tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8"))
    levels = {k["key"]: k["level"] for k in diagnosis["kpis"]}
    assert levels["first_service_return"] == "no_data"
    assert diagnosis["rfm"]["tiers"]["sleeping"]["owners"] == 1


def test_the_json_keeps_its_published_schema(liuke: Any, write: Any, tmp_path: Path) -> None:
    liuke("diagnose", write("新车销售.csv", SALES), write("维修工单.csv", ORDERS), "--out", "out")
    schema = json.loads(liuke("schema", "diagnosis").stdout)
    document = json.loads((tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.csv", b"", "leer.csv"),
        ("bild.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "bild.csv"),
        ("kopf.csv", "车架号,交车日期,车系\n".encode(), "kopf.csv"),
        (
            "ohne.csv",
            "交车日期,客户姓名,手机号,车系,销售顾问\n2023-03-05,林晓,13800001111,ES6,梅芳\n".encode(),
            "VIN",
        ),
        ("zweimal.csv", "车架号,交车日期,车系,车系\nLATPAB071W1005301,2023-03-05,ES6,ES6\n".encode(), "车系"),
        ("morgen.csv", "车架号,交车日期,车系\nLATPAB071W1005301,2093-03-05,ES6\n".encode(), "1 rejected"),
        ("speise.csv", "菜名,说明\n米饭,免费\n".encode(), "mapping file"),
        ("quote.csv", '车架号,交车日期,备注\nLATPAB071W1005301,2023-03-05,"offen\n'.encode(), "2"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(
    liuke: Any, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = liuke("diagnose", path)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert nothing_written(tmp_path, path)


def test_a_missing_file_is_named(liuke: Any, tmp_path: Path) -> None:
    done = liuke("diagnose", "不存在.xlsx")
    assert (done.returncode, "不存在.xlsx" in done.stderr) == (2, True)
    assert nothing_written(tmp_path)


def test_an_open_question_without_a_terminal_stops_and_lists_it(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    renamed = [["识别串", *SALES[0][1:]], SALES[1]]
    path = write("新车销售.csv", renamed)
    done = liuke("diagnose", path)
    assert done.returncode == 2
    assert "识别串" in done.stderr
    assert "--yes" in done.stderr
    assert nothing_written(tmp_path, path)


def test_yes_takes_the_proposals_lists_them_and_the_mapping_makes_the_next_run_silent(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    path = write("新车销售.csv", [["识别串", *SALES[0][1:]], SALES[1]])
    first = liuke("diagnose", path, "--yes", "--out", "out")
    assert first.returncode == 0, first.stderr
    assert "识别串" in first.stdout
    answers = json.loads((tmp_path / "out/diagnosis.json").read_text(encoding="utf-8"))["quality"]["answers"]
    assert [(a["code"], a["answer"], a["by"]) for a in answers] == [("column", "vin", "proposal")]
    second = liuke("diagnose", path, "--mapping", "out/mapping.yaml", "--out", "again")
    assert second.returncode == 0, second.stderr


def test_rejected_rows_come_back_in_a_workbook(liuke: Any, write: Any, tmp_path: Path) -> None:
    bad = ["LATPAB071W10O5301", *SALES[1][1:]]
    done = liuke("diagnose", write("新车销售.csv", [*SALES, bad]), "--out", "out")
    assert done.returncode == 0, done.stderr
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "out" / "errors.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "LATPAB071W10O5301" in cells
    assert any("LATPAB071W1005301" in cell for cell in cells), "the suggestion stands beside it"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2093-01-01"], "future"),
        (["--as-of", "gestern"], "gestern"),
        (["--mapping", "fehlt.yaml"], "fehlt.yaml"),
        (["--engine", "abacus"], "abacus"),
        (["--out", "新车销售.csv"], "新车销售.csv"),
        (["--out", "夹" * 100], "File name too long"),
        (["--out", "neu/" + "夹" * 100], "File name too long"),
    ],
)
def test_wrong_options_are_the_users_mistake(
    liuke: Any, write: Any, tmp_path: Path, arguments: list[str], said: str
) -> None:
    path = write("新车销售.csv", SALES)
    done = liuke("diagnose", path, *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert nothing_written(tmp_path, path)


def test_the_command_speaks_chinese_by_default(liuke: Any, write: Any) -> None:
    done = liuke("diagnose", write("kopf.csv", [["车架号", "交车日期"]]), lang="")
    assert done.returncode == 2
    assert any("\u4e00" <= character <= "\u9fff" for character in done.stderr.replace("kopf.csv", ""))


def test_an_older_report_gives_way_and_a_stale_error_workbook_goes(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "errors.xlsx").write_bytes(b"old")
    (out / "report.html").write_text("old", encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert liuke("diagnose", write("新车销售.csv", SALES), "--out", "out").returncode == 0
    assert not (out / "errors.xlsx").exists()
    assert (out / "report.html").read_text(encoding="utf-8") != "old"
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["report.html", "report.xlsx"])
def test_a_folder_where_the_report_belongs_is_named_and_the_old_figures_stay(
    liuke: Any, write: Any, tmp_path: Path, name: str
) -> None:
    (tmp_path / "out" / name).mkdir(parents=True)
    (tmp_path / "out" / "diagnosis.json").write_text("old", encoding="utf-8")
    done = liuke("diagnose", write("新车销售.csv", SALES), "--out", "out", lang="zh")
    assert (done.returncode, f"out/{name}：它是一个文件夹" in done.stderr) == (2, True), done.stderr
    assert {p.name for p in (tmp_path / "out").iterdir()} == {name, "diagnosis.json"}
    assert (tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8") == "old"


def test_a_day_inside_the_data_leaves_later_rows_out_of_every_figure(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    later = ["RO2", "LATPAB071W1005301", "城东店", "2024-09-05 09:30", "保养", "900.00"]
    liuke(
        "diagnose", write("新车销售.csv", SALES), write("维修工单.csv", [*ORDERS, later]),
        "--as-of", "2024-01-01", "--out", "out",
    )  # fmt: skip
    diagnosis = json.loads((tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8"))
    visits = next(k for k in diagnosis["kpis"] if k["key"] == "visits")
    assert (diagnosis["rows"]["accepted"], visits["numerator"]) == (3, 1)


def kpis_of(out: Path) -> dict[str, Any]:
    return {k["key"]: k for k in json.loads((out / "diagnosis.json").read_text(encoding="utf-8"))["kpis"]}


def test_a_short_history_is_not_told_as_missing_columns(liuke: Any, write: Any, tmp_path: Path) -> None:
    liuke("diagnose", write("新车销售.csv", SALES), write("维修工单.csv", ORDERS), "--out", "out", lang="zh")
    first = kpis_of(tmp_path / "out")["first_service_return"]
    assert (first["value"], first["needs"], first["why"]) == (None, [], "history_too_short")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "漏斗需要" not in report
    assert "数据时间太短，往前追溯得不够。" in report


@pytest.mark.parametrize("bad", [["状态", "已作废"], ["车架号", "LATPAB071W10O5301"]])
def test_orders_that_do_not_count_are_no_visits(
    liuke: Any, write: Any, tmp_path: Path, bad: list[str]
) -> None:
    head = [*ORDERS[0], "状态"]
    row = dict(zip(head, [*ORDERS[1], "已结算"], strict=True)) | {bad[0]: bad[1]}
    liuke(
        "diagnose", write("新车销售.csv", SALES), write("维修工单.csv", [head, list(row.values())]),
        "--out", "out",
    )  # fmt: skip
    kpis = kpis_of(tmp_path / "out")
    assert (kpis["visits"]["value"], kpis["visits"]["needs"]) == (0, [])
    assert kpis["revenue_per_visit"]["needs"] == []
    why = "no_settled_orders" if bad[0] == "状态" else "no_usable_rows"
    assert kpis["revenue_per_visit"]["why"] == why


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_name_from_an_old_windows_archive_is_read_and_shown_in_letters(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    named = write("a.csv", ORDERS).rename(tmp_path / os.fsdecode("维修工单.csv".encode("gb18030")))
    place = os.fsdecode("报告".encode("gb18030"))
    done = liuke("diagnose", named, "--yes", "--out", place, lang="zh")
    assert done.returncode == 0, done.stderr
    assert "维修工单.csv · 维修工单" in done.stdout
    assert "报告/report.html" in done.stdout
    for name in ("report.html", "diagnosis.json", "mapping.yaml"):
        assert "维修工单.csv" in (tmp_path / place / name).read_text(encoding="utf-8"), name
    again = liuke("diagnose", named, "--mapping", f"{place}/mapping.yaml", "--out", "again")
    assert again.returncode == 0, again.stderr


def test_help_answers_without_loading_the_library(liuke: Any) -> None:
    done = liuke("--help")
    assert done.returncode == 0
    assert "diagnose" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "请至少写一个文件"),
        (["a.csv", "--as-of", "2024/1/1"], "日期请写成2024-10-01这样"),
        (["a.csv", "--as-of", "0001-01-01"], "请选不早于1990-01-01的日期"),
        (["a.csv", "--lang", "fr"], "zh, en"),
        (["a.csv", "--otu", "x"], "--out"),
        (["a.csv", "--out"], "后面要写一个值"),
        (["a.csv", "--mapping", "fehlt.yaml"], "没有这个文件或文件夹"),
        (["bild.png"], "像是图片"),
    ],
)
def test_a_mistake_is_told_in_whole_chinese_sentences(
    liuke: Any, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "a.csv").write_text("车架号\n", encoding="utf-8")
    (tmp_path / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = liuke("diagnose", *arguments, lang="zh")
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Error" not in done.stderr
    assert nothing_written(tmp_path, tmp_path / "a.csv", tmp_path / "bild.png")


def test_a_mistake_is_told_in_the_language_asked_for(liuke: Any) -> None:
    done = liuke("diagnose", "--lang", "en", "--foo", lang="zh")
    assert (done.returncode, "no option --foo" in done.stderr) == (2, True), done.stderr


def test_simulating_with_a_wrong_number_says_what_to_write(liuke: Any, tmp_path: Path) -> None:
    done = liuke("simulate", "out", "--seed", "-1", lang="zh")
    assert (done.returncode, "不小于0的整数" in done.stderr) == (2, True), done.stderr
    assert nothing_written(tmp_path)


def test_a_misspelt_key_of_the_mapping_file_is_refused_with_the_nearest(
    liuke: Any, write: Any, tmp_path: Path
) -> None:
    (tmp_path / "mapping.yaml").write_text("setings: {stores: {城东店: {staff: 9}}}", encoding="utf-8")
    orders = write("维修工单.csv", ORDERS)
    done = liuke("diagnose", orders, "--mapping", "mapping.yaml", "--out", "out", "--yes", lang="zh")
    assert (done.returncode, "没有“setings”这一项，应该是“settings”" in done.stderr) == (2, True), done.stderr
    assert nothing_written(tmp_path, orders, tmp_path / "mapping.yaml")


@pytest.mark.parametrize(
    ("stores", "said"),
    [
        ("{东城店: {staff: 9}}", ["“东城店”，但所有文件里都没有这家店", "应该是“城东店”吧"]),
        ("{西湖维修中心: {staff: 9}}", ["“西湖维修中心”", "文件里的门店有：城东店。"]),
        ("{城东店: {staff: 9}}", []),
    ],
)
def test_a_store_of_the_settings_that_no_file_names_is_told_and_counts_nowhere(
    liuke: Any, write: Any, tmp_path: Path, stores: str, said: list[str]
) -> None:
    (tmp_path / "mapping.yaml").write_text(f"settings: {{stores: {stores}}}", encoding="utf-8")
    orders = write("维修工单.csv", ORDERS)
    done = liuke("diagnose", orders, "--mapping", "mapping.yaml", "--out", "out", "--yes", lang="zh")
    assert done.returncode == 0, done.stderr
    assert all(each in done.stdout for each in said), done.stdout
    assert ("设置里写了门店" in done.stdout) == bool(said)
    diagnosis = json.loads((tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8"))
    (per_head,) = (kpi for kpi in diagnosis["kpis"] if kpi["key"] == "revenue_per_head")
    assert (per_head["value"] is None) == bool(said)
