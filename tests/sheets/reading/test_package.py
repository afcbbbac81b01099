"""Parts that are read twice are unpacked once, as long as memory allows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from liuke.sheets.reading import package as module
from liuke.sheets.reading.package import Package

SHEETS = {
    "xl/worksheets/sheet1.xml": 3_000,
    "xl/worksheets/sheet2.xml": 2_000,
    "xl/worksheets/sheet3.xml": 900,
}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "orders.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in SHEETS.items():
            archive.writestr(name, "<c/>" * (size // 4))
    return path


def test_kept_parts_are_read_without_the_file_and_only_as_many_as_fit(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 4_000)
    package = Package(workbook, file="orders.xlsx")
    before = {name: b"".join(package.pieces(name)) for name in SHEETS}
    for name in SHEETS:
        package.keep(name)
    workbook.unlink()
    first, second, third = SHEETS
    assert b"".join(package.pieces(first)) == before[first]
    assert b"".join(package.pieces(third)) == before[third]
    with pytest.raises(module.FileDamaged):
        list(package.pieces(second))
