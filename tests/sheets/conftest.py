"""Writes small exports and takes them in, as a run of the diagnosis does."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest

from liuke.sheets.intake.account import RejectedRow, rejected_rows
from liuke.sheets.intake.read_sheet import SheetReading
from liuke.sheets.intake.take_in import Intake, Planned, finish, judge, plan_files, stage
from liuke.sheets.recognition.mapping_file import MappingFile
from liuke.sheets.recognition.sheet_plan import Question

TODAY = dt.date(2026, 11, 22)
SALES_HEADER = ["车架号", "交车日期", "门店", "车系", "客户姓名", "手机号", "车牌号", "成交价"]
SALE = ["LATPAB071W1005301", "2023-03-05", "城东店", "ES6", "林晓", "13800001111", "沪AD12345", "368000"]
ORDER_HEADER = ["工单号", "车架号", "门店", "进厂时间", "维修类型", "结算金额", "里程", "手机号", "车牌号"]
ORDER = [
    "RO1", "LATPAB071W1005301", "城东店", "2023-09-05 09:30", "保养", "1200.00", "5200", "13800001111", "沪AD12345",
]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What became of some files: the account, the accepted rows, the questions that were open."""

    planned: Planned
    intake: Intake
    questions: list[Question]
    rejected: list[RejectedRow]
    readings: tuple[SheetReading, ...]

    def rows(self, kind: str, columns: str = "*") -> list[tuple[Any, ...]]:
        path = self.intake.records / f"{kind}.parquet"
        return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()

    def codes(self, reaction: str) -> set[str]:
        return {r.code for r in self.intake.remarks if r.reaction == reaction}


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., Taken]:
    """Runs files through planning, staging, judging; questions are answered as proposed unless told."""

    def run(*paths: Path, mapping: MappingFile | None = None, answers: dict[Any, str] | None = None) -> Taken:
        home = Path(mkdtemp(dir=tmp_path))
        given = dict(answers or {})
        known = mapping or MappingFile()
        planned = plan_files(paths=paths, mapping=known, answers=given)
        questions = list(planned.questions)
        given |= {q.place: q.proposal for q in questions if q.place not in given}
        planned = plan_files(paths=paths, mapping=known, answers=given)
        for attempt in ("first", "again"):
            folder = home / attempt
            folder.mkdir()
            staged = stage(planned=planned, answers=given, folder=folder, progress=lambda *_: None)
            fresh = [q for q in staged.questions if q.place not in given]
            if not fresh:
                break
            questions += fresh
            given |= {q.place: q.proposal for q in fresh}
        late = judge(staged=staged, today=TODAY, progress=lambda *_: None)
        questions += late
        given |= {q.place: q.proposal for q in late if q.place not in given}
        rejected = list(rejected_rows(staged.connection, staged.readings))
        intake = finish(staged=staged, answers=given, folder=home / "records")
        return Taken(planned, intake, questions, rejected, staged.readings)

    return run


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as a csv file; ``encoding`` and ``delimiter`` as a DMS might."""

    def write(
        name: str, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return write


Row = Callable[..., list[str]]


@pytest.fixture
def sale() -> Row:
    """The standing sale with some cells changed; names are headers."""
    return lambda **cells: [cells.get(name, value) for name, value in zip(SALES_HEADER, SALE, strict=True)]


@pytest.fixture
def order() -> Row:
    """The standing work order with some cells changed; names are headers."""
    return lambda **cells: [cells.get(name, value) for name, value in zip(ORDER_HEADER, ORDER, strict=True)]


@pytest.fixture
def sales_header() -> list[str]:
    return list(SALES_HEADER)


@pytest.fixture
def order_header() -> list[str]:
    return list(ORDER_HEADER)
