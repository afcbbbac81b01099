"""Who pays what: amounts by payer, the payer of a line, and what was received beside what was due."""

from __future__ import annotations

from typing import Any

import pytest

VIN = "LATPAB071W1005301"


def written(write_csv: Any, header: str, *rows: str, name: str = "维修工单.csv") -> Any:
    return write_csv(name, [header.split(","), *(row.split(",") for row in rows)])


@pytest.mark.parametrize(
    ("due", "received"),
    [
        ("应收合计", "实收合计"), ("应收金额", "实收金额"), ("应收", "实收"), ("应收款", "实收款"),
        ("应收总额", "实收总额"), ("应付金额", "实付金额"), ("应收合计", "结算合计"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("due_first", [True, False])
def test_what_was_received_counts_and_not_what_was_due(
    take_in: Any, write_csv: Any, due: str, received: str, due_first: bool
) -> None:
    columns, cells = (due, received), ("1000", "880")
    order = slice(None) if due_first else slice(None, None, -1)
    header, row = ",".join(columns[order]), ",".join(cells[order])
    taken = take_in(written(write_csv, f"工单号,车架号,进厂时间,{header}", f"RO1,{VIN},2024-01-05,{row}"))
    assert taken.questions == []
    assert taken.rows("work_orders", "total_fen") == [(88_000,)]


@pytest.mark.parametrize("due", ["应收合计", "应收金额", "应收", "应收款"])
def test_what_was_due_counts_where_nothing_else_is_there(take_in: Any, write_csv: Any, due: str) -> None:
    taken = take_in(written(write_csv, f"工单号,车架号,进厂时间,{due}", f"RO1,{VIN},2024-01-05,1000"))
    assert taken.questions == []
    assert taken.rows("work_orders", "total_fen") == [(100_000,)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [("应收金额,实收金额", 88_000), ("应收,实收", 88_000), ("应收金额,备注", 100_000)],
)
def test_of_a_line_too_what_was_received_counts(
    take_in: Any, write_csv: Any, header: str, expected: int
) -> None:
    row = "1000,880" if "实收" in header else "1000,好"
    taken = take_in(
        written(write_csv, "工单号,车架号,进厂时间,结算金额", f"RO1,{VIN},2024-01-05,880"),
        written(
            write_csv, f"工单号,项目名称,数量,{header}", f"RO1,更换刹车片,1,{row}", name="工单项目明细.csv"
        ),
    )
    assert taken.rows("order_lines", "amount_fen") == [(expected,)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("客户付款", "owner_paid_fen"), ("自费", "owner_paid_fen"), ("客户自付", "owner_paid_fen"),
        ("自费金额", "owner_paid_fen"), ("保险", "insurer_fen"), ("保险金额", "insurer_fen"),
        ("索赔", "warranty_fen"), ("厂家承担", "warranty_fen"), ("内部", "internal_fen"),
        ("内结", "internal_fen"), ("内部结算", "internal_fen"), ("内结金额", "internal_fen"),
    ],
)  # fmt: skip
def test_an_amount_of_one_payer_is_that_payers(take_in: Any, write_csv: Any, header: str, field: str) -> None:
    header_row = f"工单号,车架号,进厂时间,结算金额,{header}"
    taken = take_in(written(write_csv, header_row, f"RO1,{VIN},2024-01-05,1000,120.50"))
    assert taken.questions == []
    assert taken.rows("work_orders", f"total_fen, {field}") == [(100_000, 12_050)]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("保险公司", ("", "")),
        ("保险公司", ("人保", "")),
        ("保险", ("人保", "平安保险")),
        ("索赔", ("是", "否")),
        ("内部", ("否", "是")),
        ("厂家", ("蔚来", "理想")),
    ],
)
def test_a_column_of_words_is_no_amount_whatever_it_is_called(
    take_in: Any, write_csv: Any, header: str, cells: tuple[str, str]
) -> None:
    taken = take_in(
        written(
            write_csv,
            f"工单号,车架号,进厂时间,结算金额,{header}",
            f"RO1,{VIN},2024-01-05,1000,{cells[0]}",
            f"RO2,{VIN},2024-02-05,1000,{cells[1]}",
        )
    )
    assert [s.accepted for s in taken.intake.sheets] == [2]
    assert taken.rows("work_orders", "insurer_fen, warranty_fen, internal_fen") == [(None, None, None)] * 2
    assert [(r.code, r.column) for r in taken.intake.remarks if r.reaction == "warned"] == [
        ("unknown_column", header)
    ]


@pytest.mark.parametrize("header", ["索赔工时费", "工时费(索赔)", "内部工时", "保险工时费", "厂家工时费"])
def test_the_labour_of_one_payer_is_never_the_orders(take_in: Any, write_csv: Any, header: str) -> None:
    taken = take_in(
        written(write_csv, f"工单号,车架号,进厂时间,结算金额,{header}", f"RO1,{VIN},2024-01-05,1000,300")
    )
    assert taken.rows("work_orders", "labour_fen, total_fen") == [(None, 100_000)]


@pytest.mark.parametrize(
    "header", ["工时费(客户)", "材料费（客户）", "金额(车主)", "合计(客户)", "客户实付款"]
)
def test_the_owner_who_pays_is_no_name_of_an_owner(take_in: Any, write_csv: Any, header: str) -> None:
    taken = take_in(
        written(write_csv, f"工单号,车架号,进厂时间,结算金额,{header}", f"RO1,{VIN},2024-01-05,1000,300")
    )
    assert taken.rows("work_orders", "owner_name, total_fen") == [(None, 100_000)]


@pytest.mark.parametrize("header", ["姓名(客户)", "客户(车主)", "客户", "车主姓名"])
def test_the_name_of_an_owner_is_read_whatever_stands_in_brackets(
    take_in: Any, write_csv: Any, header: str
) -> None:
    taken = take_in(
        written(write_csv, f"工单号,车架号,进厂时间,结算金额,{header}", f"RO1,{VIN},2024-01-05,1000,林晓")
    )
    assert taken.rows("work_orders", "owner_name") == [("林晓",)]


@pytest.mark.parametrize("header", ["付费方式", "付款方式", "费用性质", "结算方式", "收费类别", "承担方"])
def test_the_payer_of_a_line_is_read_from_what_dealers_write(
    take_in: Any, write_csv: Any, header: str
) -> None:
    said = ["客户付款", "自费", "保险", "索赔", "内部", "内结", "店内承担", "本店会员"]
    lines = [f"RO1,{number},项目{number},10,{word}" for number, word in enumerate(said)]
    taken = take_in(
        written(write_csv, "工单号,车架号,进厂时间,结算金额", f"RO1,{VIN},2024-01-05,80"),
        written(write_csv, f"工单号,行号,项目名称,金额,{header}", *lines, name="工单项目明细.csv"),
    )
    assert taken.questions == []
    assert [payer for (payer,) in taken.rows("order_lines", "payer")] == [
        "owner", "owner", "insurer", "warranty", "internal", "internal", "internal", "owner",
    ]  # fmt: skip
