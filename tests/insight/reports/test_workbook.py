"""The workbook as a shop opens it."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.language import Lang
from liuke.insight.reports.workbook import list_sheet
from liuke.insight.reports.workbook.catalogue import SHEETS
from liuke.insight.reports.workbook.list_sheet import ListRows
from liuke.insight.reports.workbook.write_workbook import Lists, write_workbook

AT_RISK = """
SELECT * FROM (VALUES
    ('沪AD12345', 'LATPAB071W1005301', '=1+1', '13800001111', '星河城南店', '李敏', 'ES6',
     DATE '2023-01-05', DATE '2023-07-05', 454, 2.41, 0.97, 9800.40::DECIMAL(12, 2),
     '[["overdue",{"days":454}],["open_complaint",{"complaints":1}]]', 'ignored'),
    (NULL, 'LATPAB071W1005302', '@王', '+8613800002222', NULL, NULL, NULL,
     NULL, DATE '2023-08-01', -3, 0.4, 0.31, 120.0, NULL, 'ignored')
) AS t (plate, vin, owner_name, phone, store, adviser, series, last_visit_day, due_day, overdue_days, hazard,
        probability, stake_yuan, reasons, internal)
"""


def written(
    full: Diagnosis, tables: Mapping[str, ListRows], path: Path, lang: Lang = "zh"
) -> openpyxl.Workbook:
    write_workbook(diagnosis=full, lists=Lists(tables), path=path, lang=lang)
    return openpyxl.load_workbook(path)


@pytest.fixture
def at_risk(full: Diagnosis, tmp_path: Path) -> Worksheet:
    with duckdb.connect() as connection:
        book = written(full, {"at_risk": connection.sql(AT_RISK)}, tmp_path / "report.xlsx")
    return book["流失预警"]


def column(sheet: Worksheet, head: str) -> list[object]:
    place = [cell.value for cell in sheet[1]].index(head)
    return [row[place].value for row in sheet.iter_rows(min_row=2)]


def cell(sheet: Worksheet, head: str, row: int = 2) -> openpyxl.cell.Cell:
    return sheet.cell(row, [c.value for c in sheet[1]].index(head) + 1)


def test_lists_keep_their_order_and_their_types(at_risk: Worksheet) -> None:
    assert column(at_risk, "车架号") == ["LATPAB071W1005301", "LATPAB071W1005302"]
    assert column(at_risk, "应回日期") == [dt.datetime(2023, 7, 5), dt.datetime(2023, 8, 1)]
    assert column(at_risk, "涉及金额（元）") == [9800.4, 120]
    assert column(at_risk, "流失概率") == [0.97, 0.31]
    assert cell(at_risk, "流失概率").number_format == "0.0%"
    assert cell(at_risk, "应回日期").number_format == "yyyy-mm-dd"


def test_nobody_is_masked_where_people_are_called(at_risk: Worksheet) -> None:
    assert column(at_risk, "手机")[0] == "13800001111"


def test_reasons_are_words(at_risk: Worksheet) -> None:
    assert column(at_risk, "原因") == ["保养逾期454天、有一宗投诉还没解决", None]


def test_text_never_becomes_a_formula(at_risk: Worksheet) -> None:
    for row, text in ((2, "=1+1"), (3, "@王")):
        found = cell(at_risk, "车主", row)
        assert (found.value, found.data_type) == (text, "s")
        assert found.quotePrefix
    assert cell(at_risk, "手机", 3).quotePrefix


def test_a_list_is_ready_to_work_with(at_risk: Worksheet) -> None:
    heads = [c.value for c in at_risk[1]]
    assert "ignored" not in column(at_risk, "备注")
    assert "车型" not in heads, "a column the list does not bring is left out"
    assert heads[-3:] == ["联系结果", "下次联系", "备注"]
    assert at_risk.freeze_panes == "B2"
    assert at_risk.auto_filter.ref == f"A1:{at_risk.cell(3, len(heads)).coordinate}"
    assert at_risk.print_title_rows == "$1:$1"
    assert at_risk.page_setup.orientation == "landscape"
    assert at_risk.page_setup.paperSize == 9
    assert '"已约,不来了,没打通,再联系,号码不对"' in [
        v.formula1 for v in at_risk.data_validations.dataValidation
    ]
    assert at_risk.column_dimensions["B"].width >= 20


def test_the_index_says_what_each_list_is_for(full: Diagnosis, tmp_path: Path) -> None:
    vins = pa.table({"vin": ["LATPAB071W1005301"], "plate": ["沪A12345"]})
    lists: dict[str, ListRows] = {
        "shared_phones": vins,
        "at_risk": vins,
        "problem_2": vins,
        "problem_1": vins,
        "not_known": vins,
    }
    book = written(full, lists, tmp_path / "report.xlsx")
    assert book.sheetnames == ["目录", "问题1", "问题2", "流失预警", "可疑电话", "体征指标", "人员表现"]
    index = book["目录"]
    rows = {row[0].value: (row[1].value, row[2].value) for row in index.iter_rows(min_row=6)}
    assert rows["问题1"][0].startswith("2023年7月起，ES6 × 城南的二保回店率从74.8%降到45.2%。")
    assert rows["流失预警"][1] == 1
    assert index["A6"].hyperlink.location == "'问题1'!A1"
    assert "限公司内部使用" in index["A3"].value


def test_rows_on_their_way_lie_beside_the_workbook_and_nowhere_else(
    full: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    (tmp_path / "run").mkdir()
    written(full, {}, tmp_path / "run" / "report.xlsx")
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["report.xlsx"]


def test_kpis_have_their_unit(full: Diagnosis, tmp_path: Path) -> None:
    sheet = written(full, {}, tmp_path / "report.xlsx")["体征指标"]
    keys = column(sheet, "代码")
    assert len(keys) == len(full.kpis)
    row = keys.index("second_service_return") + 2
    assert cell(sheet, "数值", row).value == pytest.approx(652 / 962)
    assert cell(sheet, "数值", row).number_format == "0.0%"
    assert cell(sheet, "状态", row).value == "预警"
    assert cell(sheet, "状态", keys.index("visits") + 2).value == "仅供参考"
    assert cell(sheet, "数值", keys.index("revenue_per_visit") + 2).number_format == "#,##0"
    assert cell(sheet, "数值", keys.index("bay_use") + 2).value is None
    assert (
        cell(sheet, "还缺的列，或无值原因", keys.index("bay_use") + 2).value
        == "维修工单 · 工位、维修工单 · 开工时间"
    )


def test_people_are_listed_with_shrunk_figures(full: Diagnosis, tmp_path: Path) -> None:
    sheet = written(full, {}, tmp_path / "report.xlsx")["人员表现"]
    assert column(sheet, "岗位") == ["服务顾问"] * 8 + ["技师"] * 4
    assert column(sheet, "车主回店率")[-1] is None


def test_a_list_longer_than_a_sheet_goes_on_on_the_next(
    full: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_sheet, "LAST_ROW", 3)
    rows = pa.table({"vin": [f"LATPAB071W10053{i:02d}" for i in range(7)]})
    book = written(full, {"at_risk": rows}, tmp_path / "report.xlsx")
    assert [n for n in book.sheetnames if n.startswith("流失预警")] == [
        "流失预警",
        "流失预警 (2)",
        "流失预警 (3)",
    ]
    assert column(book["流失预警 (3)"], "车架号") == ["LATPAB071W1005306"]
    assert book["流失预警 (3)"].freeze_panes == "B2"


def test_a_list_nobody_can_work_off_is_cut_and_the_index_says_so(
    full: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_sheet, "MOST_ROWS", 3)
    rows = pa.table({"vin": [f"LATPAB071W10053{i:02d}" for i in range(7)]})
    book = written(full, {"at_risk": rows}, tmp_path / "report.xlsx")
    assert len(column(book["流失预警"], "车架号")) == 3
    assert book["目录"]["C6"].value == "前3行，共7行"


def test_an_empty_list_is_a_sheet_with_a_header(full: Diagnosis, tmp_path: Path) -> None:
    none = pa.table({"vin": pa.array([], pa.string())})
    sheet = written(full, {"sleepers": none}, tmp_path / "report.xlsx")["沉睡车辆"]
    assert sheet.max_row == 1


def test_the_workbook_of_an_empty_diagnosis_opens(empty: Diagnosis, tmp_path: Path) -> None:
    assert written(empty, {}, tmp_path / "report.xlsx").sheetnames == ["目录", "体征指标", "人员表现"]


def test_english_workbook(full: Diagnosis, tmp_path: Path) -> None:
    vins = pa.table({"vin": ["LATPAB071W1005301"], "wake": [True]})
    book = written(full, {"sleepers": vins, "problem_3": vins}, tmp_path / "report.xlsx", "en")
    assert book.sheetnames == ["Index", "Problem 3", "Sleepers", "Vital signs", "People"]
    assert column(book["Sleepers"], "Verdict") == ["worth waking"]


@pytest.mark.parametrize("key", SHEETS)
def test_sheets_declare_each_column_once(key: str) -> None:
    names = [c.name for c in SHEETS[key].columns]
    assert len(names) == len(set(names))
