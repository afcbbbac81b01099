"""Builders of the files a dealer's systems export, the broken ones byte by byte."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from liuke.sheets.reading.model import Batch, SourceFile
from liuke.sheets.reading.open_file import open_file

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


class XlsxParts(dict[str, str | bytes]):
    """The parts of a small workbook; change or add parts, then ``save``."""

    def save(self, path: Path, *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, content in self.items():
                archive.writestr(name, content)
        return path


@pytest.fixture
def xlsx_parts() -> Callable[..., XlsxParts]:
    """Parts of a workbook with one sheet ``Data``; give what stands between ``<worksheet>`` and its end."""

    def build(
        sheet: str = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        *,
        strings: str = "",
        office: str = _OFFICE,
        main: str = _MAIN,
        workbook_properties: str = "",
    ) -> XlsxParts:
        parts = XlsxParts()
        parts["[Content_Types].xml"] = (
            f'{_DECLARATION}<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.sheet.main+xml"/></Types>'
        )
        parts["_rels/.rels"] = (
            f'{_DECLARATION}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        )
        parts["xl/workbook.xml"] = (
            f'{_DECLARATION}<workbook xmlns="{main}" xmlns:r="{office}">{workbook_properties}'
            '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        parts["xl/_rels/workbook.xml.rels"] = (
            f'{_DECLARATION}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        )
        parts["xl/worksheets/sheet1.xml"] = f'{_DECLARATION}<worksheet xmlns="{main}">{sheet}</worksheet>'
        parts["xl/sharedStrings.xml"] = f'{_DECLARATION}<sst xmlns="{main}">{strings}</sst>'
        return parts

    return build


@pytest.fixture
def xlsx(xlsx_parts: Callable[..., XlsxParts], tmp_path: Path) -> Callable[..., Path]:
    """A saved workbook with one sheet ``Data`` of that XML."""
    return lambda sheet, name="data.xlsx", **parts: xlsx_parts(sheet, **parts).save(tmp_path / name)


@pytest.fixture
def compound() -> Callable[[Mapping[str, bytes]], bytes]:
    """An OLE compound file with these streams, each long enough not to need the mini stream."""

    def build(streams: Mapping[str, bytes]) -> bytes:
        sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
        contents = [content.ljust(4096, b"\0") for content in streams.values()]
        contents = [content.ljust(-(-len(content) // sector) * sector, b"\0") for content in contents]
        entries = [("Root Entry", 5, end, 0)]
        fat = [0xFFFFFFFD, end]
        for name, content in zip(streams, contents, strict=True):
            first, count = len(fat), len(content) // sector
            entries.append((name, 2, first, len(content)))
            fat += [*range(first + 1, first + count), end]
        directory = b"".join(_entry(*entry) for entry in entries).ljust(sector, b"\0")
        header = struct.pack("<8s16s5H6x3I4x5I", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 62, 3, 0xFFFE, 9, 6,
                             0, 1, 1, 4096, end, 0, end, 0)  # fmt: skip
        header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
        table = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
        assert len(header) == len(table) == len(directory) == sector
        return b"".join((header, table, directory, *contents))

    def _entry(name: str, kind: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBB12x16x20xIII", encoded, len(encoded), kind, 1, start, size, 0)

    return build


def _written(content: bytes | str, path: Path) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """A file of that name with exactly these bytes."""
    return lambda name, content: _written(content, tmp_path / name)


def _all_batches(source: SourceFile, sheet: str | None, size: int) -> list[Batch]:
    return list(source.batches(sheet if sheet is not None else source.sheets[0].name, size=size))


@pytest.fixture
def read() -> Callable[..., Batch]:
    """All rows of a sheet, by default the first, as one batch."""

    def read_all(path: Path, sheet: str | None = None, *, size: int = 2_000) -> Batch:
        whole = Batch([], [])
        for batch in _all_batches(open_file(path), sheet, size):
            whole.numbers.extend(batch.numbers)
            whole.rows.extend(batch.rows)
            whole.unreadable.update(batch.unreadable)
            whole.cells.update(batch.cells)
        return whole

    return read_all
