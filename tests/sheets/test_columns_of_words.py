"""What a column of words is taken for: its header proposes, the words in it decide."""

from __future__ import annotations

from typing import Any

import pytest

LINES_HEADER = ["工单号", "门店", "行号", "项目名称", "金额"]


def lines(header: str, *words: str) -> list[list[str]]:
    rows = [["RO1", "城东店", str(number), "项目", "100.00", word] for number, word in enumerate(words, 1)]
    return [[*LINES_HEADER, header], *rows]


@pytest.mark.parametrize(
    ("header", "words", "field"),
    [
        ("项目类别", ["保养", "维修", "年检"], "kinds"),
        ("费用类别", ["自费", "索赔", "保险"], "payer"),
        ("收费类别", ["工时", "配件", "工时"], "line_type"),
        ("项目类别", ["工时", "配件", "保养"], "line_type"),
        ("业务分类", ["保养", "维修", "事故"], "kinds"),
    ],
)
def test_words_that_belong_to_another_field_decide_without_a_question(
    take_in: Any,
    write_csv: Any,
    order: Any,
    order_header: list[str],
    header: str,
    words: list[str],
    field: str,
) -> None:
    taken = take_in(
        write_csv("维修工单.csv", [order_header, order()]),
        write_csv("项目明细.csv", lines(header, *words)),
    )
    assert taken.questions == []
    assert taken.planned.sheets[1][1].column_of(field) == 5


def test_words_nobody_knows_are_asked_about(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    path = write_csv(
        "维修工单.csv", [order_header, order(维修类型="甲类"), order(工单号="RO2", 维修类型="乙类")]
    )
    taken = take_in(path)
    (question,) = taken.questions
    assert (question.subject, question.proposal, question.detail["examples"]) == (
        "维修类型",
        "kinds",
        "甲类、乙类",
    )
    assert taken.rows("work_orders", "kinds") == [(None,), (None,)]


@pytest.mark.parametrize("header", ["类型", "打印状态"])
def test_a_vague_header_over_words_nobody_knows_is_an_unknown_column(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str
) -> None:
    names = [name for name in order_header if name != "维修类型"]
    cells = [cell for name, cell in zip(order_header, order(), strict=True) if name != "维修类型"]
    taken = take_in(write_csv("维修工单.csv", [[*names, header], [*cells, "甲类"]]))
    assert taken.questions == []
    assert [r.column for r in taken.intake.remarks if r.code == "unknown_column"] == [header]


@pytest.mark.parametrize(
    "header", ["业务分类", "维修分类", "服务类别", "业务类别", "工单分类", "作业类别", "业务性质", "项目类别"]
)
def test_every_word_for_the_kind_of_visit_is_understood(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str
) -> None:
    names = [header if name == "维修类型" else name for name in order_header]
    taken = take_in(write_csv("维修工单.csv", [names, order()]))
    assert taken.questions == []
    assert taken.rows("work_orders", "kinds") == [(1,)]
