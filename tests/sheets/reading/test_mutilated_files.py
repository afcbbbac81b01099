"""Files damaged at random are read or refused; nothing else may happen to the program that reads them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlwt

from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileRefused

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
WORKBOOK = (
    f'<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"><Worksheet ss:Name="维修">'
    '<Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">工单</Data></Cell></Row>'
    '<Row><Cell ss:Index="2"><Data ss:Type="DateTime">2024-03-05T09:30:12.000</Data></Cell></Row></Table>'
    "</Worksheet></Workbook>"
)
SCRAPS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b'"><', b"9999", b"ZZZ9", b'"', b"\r", b"<!--")


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (["工单号", "VIN", "金额"], ["RO1", "A", 12.5], ["RO2", "=A1", "#REF!"]):
        book.active.append(row)
    book.active.merge_cells("A5:C6")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("维修")
    for row in range(20):
        for column, value in enumerate(("工单号", 12.5, True, xlwt.Formula("1/2"))):
            sheet.write(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SEEDS = {
    "orders.xlsx": _xlsx,
    "orders.xls": _xls,
    "orders.csv": lambda: '工单号,备注\nRO1,"a\nb"\nRO2,首保\n'.encode("gb18030") * 50,
    "orders.xml": lambda: WORKBOOK.encode(),
    "orders.html": lambda: "<html><table><tr><td rowspan=2>工单<td>b<tr><td>c</table></html>".encode(),
}


def _mutilated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 60)]
            case 2:
                changed[at:at] = chance.randbytes(chance.randrange(1, 20))
            case _:
                scrap = chance.choice(SCRAPS)
                changed[at : at + len(scrap)] = scrap
    return bytes(changed)


def _mutilated_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    victim = chance.choice(list(parts))
    parts[victim] = _mutilated(parts[victim], chance)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, part in parts.items():
            copy.writestr(name, part)
    return target.getvalue()


def _read_or_refused(path: Path) -> str:
    try:
        source = open_file(path)
        for info in source.sheets:
            for batch in source.batches(info.name):
                assert len(batch.numbers) == len(batch.rows)
    except FileRefused as refusal:
        return f"{refusal.code} {path.name in str(refusal)}"
    return "read True"


def _outcomes(name: str, count: int, folder: Path) -> Iterator[str]:
    chance = random.Random(name)
    content = SEEDS[name]()
    for _ in range(count):
        is_zip = content.startswith(b"PK") and chance.random() < 0.8
        (folder / name).write_bytes((_mutilated_part if is_zip else _mutilated)(content, chance))
        yield _read_or_refused(folder / name)


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_file_is_read_or_refused_by_name(name: str, tmp_path: Path) -> None:
    outcomes = set(_outcomes(name, 80, tmp_path))
    assert len(outcomes) > 1
    assert all(outcome.endswith(" True") for outcome in outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_thousands_of_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    assert len(set(_outcomes(name, 4_000, tmp_path))) > 1


def test_a_compound_file_that_runs_in_circles_is_refused(
    compound: Callable[[Mapping[str, bytes]], bytes], tmp_path: Path
) -> None:
    content = bytearray(compound({"Workbook": b"x" * 5_000}))
    content[512 + 4 * 2 : 512 + 4 * 3] = struct.pack("<I", 2)
    (tmp_path / "orders.xls").write_bytes(content)
    with pytest.raises(FileRefused):
        open_file(tmp_path / "orders.xls")
