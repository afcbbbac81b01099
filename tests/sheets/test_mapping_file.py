"""The mapping file: what one month taught is known in the next, and a slip of the pen is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liuke.sheets.recognition.mapping_file import MappingFile, load_mapping, mapping_of
from liuke.sheets.recognition.refusals import MappingDoesNotFit


@pytest.fixture
def remembered(take_in: Any, tmp_path: Path) -> Any:
    """The mapping a run over some files writes, read again."""

    def after(*paths: Path) -> tuple[list[Any], MappingFile]:
        taken = take_in(*paths)
        plans = [reading.plan for reading in taken.readings]
        written = tmp_path / "mapping.yaml"
        text = mapping_of(plans=plans, hidden=frozenset(), answers={}, settings={})
        written.write_text(text, encoding="utf-8")
        return taken.questions, load_mapping(written)

    return after


def january(header: list[str]) -> list[str]:
    return ["识别串" if name == "车架号" else name for name in header]


@pytest.mark.parametrize(
    ("added", "dropped"), [("打印次数", None), (None, "里程"), ("打印次数", "里程"), ("打印次数", "车牌号")]
)
def test_the_next_month_is_silent_though_the_export_has_another_name_and_column(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], remembered: Any,
    added: str | None, dropped: str | None,
) -> None:  # fmt: skip
    names = january(order_header)
    asked, mapping = remembered(write_csv("工单2024-01.csv", [names, order()]))
    keep = [column for column, name in enumerate(names) if name != dropped]
    later = [[row[c] for c in keep] for row in (names, order(工单号="RO2"))]
    if added:
        later = [[*later[0], added], [*later[1], "3"]]
    taken = take_in(write_csv("工单2024-02.csv", later), mapping=mapping)
    assert [(q.code, q.subject) for q in asked] == [("column", "识别串")]
    assert taken.questions == []
    assert taken.rows("work_orders", "order_no, vin") == [("RO2", "LATPAB071W1005301")]


def test_a_column_left_out_once_stays_left_out(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    names = ["识别串" if name == "手机号" else name for name in order_header]
    known = dict.fromkeys(names) | {
        "工单号": "order_no", "车架号": "vin", "进厂时间": "arrived_at", "结算金额": "total_fen",
    }  # fmt: skip
    path = write_csv("mapping.yaml", [])
    columns = "\n".join(f"    {name}: {field or 'null'}" for name, field in known.items())
    path.write_text(f"sheets:\n- file: 一月.csv\n  kind: work_orders\n  columns:\n{columns}\n", "utf-8")
    taken = take_in(
        write_csv("二月.csv", [[*names, "打印次数"], [*order(), "1"]]), mapping=load_mapping(path)
    )
    assert taken.questions == []
    assert taken.rows("work_orders", "vin, phone, plate") == [("LATPAB071W1005301", None, None)]


def test_the_order_of_short_dates_is_known_in_the_next_month(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], remembered: Any
) -> None:
    asked, mapping = remembered(write_csv("一月.csv", [order_header, order(进厂时间="3/5/24")]))
    later = [[*order_header, "打印次数"], [*order(进厂时间="4/5/24"), "1"]]
    taken = take_in(write_csv("二月.csv", later), mapping=mapping)
    assert [q.code for q in asked] == ["day_order"]
    assert taken.questions == []
    assert taken.rows("work_orders", "CAST(arrived_at AS DATE)::VARCHAR") == [("2024-04-05",)]


def test_a_sheet_of_another_kind_is_not_taken_for_a_remembered_one(
    take_in: Any, write_csv: Any, remembered: Any
) -> None:
    both = ["车架号", "车牌号", "客户姓名", "手机号", "门店", "车系"]
    cells = ["LATPAB071W1005301", "沪AD12345", "林晓", "13800001111", "城东店", "ES6"]
    _, mapping = remembered(
        write_csv("导出1.csv", [[*both, "工单号", "进厂时间"], [*cells, "RO1", "2024-01-05"]])
    )
    sales = [[*both, "交车日期", "销售顾问"], [*cells, "2023-01-05", "梅芳"]]
    taken = take_in(write_csv("导出2.csv", sales), mapping=mapping)
    assert [s.kind for s in taken.intake.sheets] == ["vehicle_sales"]


def test_a_mapping_written_for_one_file_by_hand_says_nothing_of_others(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(
        "sheets: [{file: '新车*.csv', kind: work_orders, columns: {手机号: null}}]", encoding="utf-8"
    )
    taken = take_in(write_csv("维修工单.csv", [order_header, order()]), mapping=load_mapping(path))
    assert taken.rows("work_orders", "phone") == [("13800001111",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "version: 1\nsetings: {stores: {城东店: {staff: 9}}}",
            "“setings” in it; “settings” is probably meant",
        ),
        ("Sheets: []", "“Sheets” in it; “sheets” is probably meant"),
        ("sheet: []", "“sheet” in it; “sheets” is probably meant"),
        ("answer: {}", "“answer” in it; “answers” is probably meant"),
        ("门店: {}", "“门店” in it; known are version, sheets, answers, settings"),
        ("sheets: [{kind: work_orders, colums: {车架号: vin}}]", "“colums”; “columns” is probably meant"),
        ("sheets: [{kind: work_orders, 列: {车架号: vin}}]", "“列”; known are file, sheet, kind"),
    ],
)
def test_a_key_nobody_would_read_is_refused_with_the_one_that_is_meant(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingDoesNotFit) as refused:
        load_mapping(path)
    assert said in str(refused.value.parameters["why"])
