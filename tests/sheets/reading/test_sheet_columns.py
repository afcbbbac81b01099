"""The bulk of an xlsx sheet is read from its XML by column and must be what calamine makes of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from liuke.sheets.reading import sheet_reader
from liuke.sheets.reading.model import Batch, CellFault, SheetInfo
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileDamaged
from liuke.sheets.reading.sheet_cells import cells_of

pytestmark = pytest.mark.whole

Rows = list[tuple[int, list[str | None]]]
XlsxPartsOf = Callable[..., object]

TEXTS = (
    "首保", "  首保 ", "a&b <c> \"d\" 'e'", "两\n行", "_x000D_", "a_xyz", "𬭎䶮", "=1+1", "1.50", "\u3000x\u200b", "#REF!",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 12.5, -0.5, 0.1 + 0.2, 1e-5, 1e15, 123456789012345, 1.38e10, 1234567890.12, 999999999999999.9, 2.5e-9,
)  # fmt: skip
FORMATS = ("General", "0.00", "yyyy-mm-dd", "yyyy/m/d h:mm:ss", "h:mm", "[h]:mm:ss", "yyyy年m月d日", "@")


def _sheet(path: Path, *, rng: random.Random, epoch_1904: bool, in_memory: bool) -> Path:
    """A sheet of random cells with gaps; strings stand in the cells or in the shared table."""
    book = xlsxwriter.Workbook(path, {"constant_memory": not in_memory, "date_1904": epoch_1904})
    sheet = book.add_worksheet("Data")
    formats = [book.add_format({"num_format": code}) for code in FORMATS]
    row = rng.randrange(3)
    for _ in range(rng.randrange(1, 60)):
        row += rng.choice((1, 1, 1, 1, 2, 7))
        for column in sorted(rng.sample((0, 1, 2, 3, 5, 25, 26, 27), rng.randrange(9))):
            _write(sheet, row, column, rng, formats)
    book.close()
    return path


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, rng: random.Random, formats: list[object]
) -> None:
    style = rng.choice(formats)
    match rng.randrange(7):
        case 0 | 1:
            sheet.write_string(row, column, rng.choice(TEXTS), style)
        case 2:
            number = rng.choice(NUMBERS)
            sheet.write_number(row, column, number, style if number < 10**5 else None)
        case 3:
            sheet.write_number(row, column, rng.uniform(-3, 50_000), style)
        case 4:
            day = dt.datetime.fromisoformat("1999-12-31 23:59:59") + dt.timedelta(
                seconds=rng.randrange(10**9)
            )
            sheet.write_datetime(row, column, day, style)
        case 5:
            sheet.write_boolean(row, column, rng.random() < 0.5, style)
        case _:
            sheet.write_blank(row, column, None, style)


def _rows(batches: Iterator[Batch]) -> Rows:
    rows = []
    for batch in batches:
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            while row and row[-1] is None:
                row.pop()
            rows.append((number, row))
    return rows


@pytest.fixture
def calamine_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test as soon as a sheet is given up to calamine."""

    def give_up(batches: object, row: int) -> Iterator[Batch]:
        raise AssertionError(f"given up behind row {row}")

    monkeypatch.setattr(sheet_reader, "_behind", give_up)


@pytest.mark.usefixtures("calamine_is_not_needed")
@pytest.mark.parametrize("epoch_1904", [False, True], ids=["1900", "1904"])
@pytest.mark.parametrize("in_memory", [False, True], ids=["inline", "shared"])
@pytest.mark.parametrize("piece_bytes", [1, 2_000, 2 << 20])
def test_random_sheets_are_what_calamine_reads(
    epoch_1904: bool, in_memory: bool, piece_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_reader, "PIECE_BYTES", piece_bytes)
    monkeypatch.setattr("liuke.sheets.reading.package.PIECE_BYTES", min(piece_bytes + 200, 1 << 20))
    for seed in range(8):
        rng = random.Random(seed)
        path = _sheet(tmp_path / f"{seed}.xlsx", rng=rng, epoch_1904=epoch_1904, in_memory=in_memory)
        source = open_file(path)
        reader = source.reader
        assert isinstance(reader, sheet_reader.SheetReader)
        expected = _rows(reader.calamine.batches(source.sheets[0], 7))
        for size in (3, 2_000):
            assert _rows(source.batches("Data", size=size)) == expected, seed


@pytest.mark.usefixtures("calamine_is_not_needed")
def test_random_moments_are_rounded_as_calamine_rounds_them(tmp_path: Path) -> None:
    rng = random.Random(1)
    path = tmp_path / "moments.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, style = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for row in range(5_000):
        sheet.write_number(
            row, 0, rng.choice((rng.uniform(0, 3_000_000), rng.randrange(10**10) / 86_400 / 2)), style
        )
        sheet.write_number(row, 1, rng.randrange(40_000, 46_000) + rng.randrange(172_800) / 172_800, style)
    book.close()
    source = open_file(path)
    reader = source.reader
    assert isinstance(reader, sheet_reader.SheetReader)
    assert _rows(source.batches("Sheet1")) == _rows(reader.calamine.batches(source.sheets[0], 2_000))


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A2" t="e"><v>#REF!</v></c>',
        '<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
        '<c r="A2" t="d"><v>2024-03-05</v></c>',
        '<c r="A2"><v>1</v> </c>',
        '<c r="B2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="A3"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<c r="A2" cm="1"><v>1</v></c>',
        '<c r="A2" t="n"/><v>1</v>',
        '<c r="A2"><!-- 1 --><v>1</v></c>',
        '<c r="A2" t="str"><v><![CDATA[1]]></v></c>',
        '<c r="A2" t="inlineStr"><v>1</v></c>',
        '<c r="A2" t="n"><v></v></c>',
        '<x:c r="A2"><v>1</v></x:c>',
    ],
)
def test_of_anything_unusual_nothing_is_said(cells: str) -> None:
    assert cells_of(f'<row r="2">{cells}</row>'.encode()) is None


def test_the_rest_of_a_sheet_goes_to_calamine_from_the_first_odd_row_on(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_reader, "PIECE_BYTES", 1)
    monkeypatch.setattr("liuke.sheets.reading.package.PIECE_BYTES", 60)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40))
    odd = '<row r="40"><c r="A40" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'
    path = xlsx_parts(f"<sheetData>{rows}{odd}</sheetData>").save(tmp_path / "a.xlsx")  # type: ignore[attr-defined]
    read = _rows(open_file(path).batches("Data", size=5))
    assert read == [(n, [str(n)]) for n in range(1, 40)] + [(40, ["ab"])]


@pytest.mark.usefixtures("calamine_is_not_needed")
def test_a_piece_whose_cells_lie_too_far_apart_goes_to_calamine(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="D3"><v>2</v></c></row>'
    path = xlsx_parts(f"<sheetData>{rows}</sheetData>").save(tmp_path / "a.xlsx")  # type: ignore[attr-defined]
    monkeypatch.setattr(sheet_reader, "_LARGEST_AREA", 12)
    assert _rows(open_file(path).batches("Data")) == [(1, ["1"]), (2, []), (3, [None, None, None, "2"])]
    monkeypatch.setattr(sheet_reader, "_LARGEST_AREA", 11)
    with pytest.raises(AssertionError, match="given up behind row 0"):
        list(open_file(path).batches("Data"))


def test_a_sheet_is_the_same_when_only_its_beginning_was_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_reader, "PIECE_BYTES", 500)
    monkeypatch.setattr("liuke.sheets.reading.package.PIECE_BYTES", 400)
    path = _sheet(tmp_path / "a.xlsx", rng=random.Random(5), epoch_1904=False, in_memory=False)
    expected = _rows(open_file(path).batches("Data"))
    for kept_bytes in (0, 2_000, 5_000):
        monkeypatch.setattr("liuke.sheets.reading.read_ahead.KEPT_BYTES", kept_bytes)
        source = open_file(path)
        for size in (3, 2_000):
            assert _rows(source.batches("Data", size=size)) == expected, (kept_bytes, size)


def test_an_endless_duration_damages_the_file_and_not_the_program(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_number(0, 0, 1e300, book.add_format({"num_format": "[h]:mm"}))
    book.close()
    with pytest.raises(FileDamaged):
        list(open_file(path).batches("Sheet1"))


def test_a_sheet_with_error_values_keeps_their_faults(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    sheet = '<sheetData><row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row></sheetData>'
    path = xlsx_parts(sheet).save(tmp_path / "a.xlsx")  # type: ignore[attr-defined]
    (batch,) = open_file(path).batches("Data")
    assert batch.cells == {(1, 0): CellFault.ERROR_VALUE}
    assert isinstance(open_file(path).sheets[0], SheetInfo)
