"""What is not read at all: the refusal names the file, says why, and nothing has been unpacked."""

from __future__ import annotations

import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.sheets.reading import refusals
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import (
    FileDamaged,
    FileEmpty,
    FileIsFolder,
    FileMissing,
    FileNameTooLong,
    FileNotReadable,
    FilePasswordProtected,
    FileRefused,
    FormatUnknown,
    XmlDeclarationForbidden,
    ZipBomb,
    ZipPathOutside,
)

Saved = Callable[[str, bytes | str], Path]

LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"orders.csv does not exist"):
        open_file(tmp_path / "orders.csv")


def test_a_folder_is_refused_with_the_way_to_name_its_files(tmp_path: Path) -> None:
    with pytest.raises(FileIsFolder, match=r"/\*\.xlsx"):
        open_file(tmp_path)


def test_an_empty_file_is_refused(saved: Saved) -> None:
    with pytest.raises(FileEmpty, match=r"orders.xlsx is empty"):
        open_file(saved("orders.xlsx", b""))


def test_the_folder_one_is_in_is_named_too() -> None:
    with pytest.raises(FileIsFolder, match=r"^\. is a folder.*\./\*\.xlsx"):
        open_file(Path())


def test_a_file_below_a_file_does_not_exist(saved: Saved) -> None:
    with pytest.raises(FileMissing, match=r"orders.csv does not exist"):
        open_file(saved("archive", b"x") / "orders.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names on Windows")
def test_a_name_too_long_for_a_file_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(FileNameTooLong, match=f"^No file can have .*: {'x' * 40}…"):
        open_file(tmp_path / ("x" * 300))


def test_a_file_the_system_will_not_open_is_refused(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = saved("orders.csv", b"x")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileNotReadable, match=r"may not be read \(Permission denied\)"):
        open_file(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"PAR1....", "a Parquet file"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a web archive"),
        (b'{"rows": []}', "a JSON document"),
        (b'[{"vin": 1}]', "a JSON document"),
        (b'<?xml version="1.0"?><orders><order/></orders>', "an XML document"),
        (b"\x09\x04\x06\x00\x00\x00", "a workbook of Excel 4"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, found: str, saved: Saved) -> None:
    with pytest.raises(FormatUnknown, match=rf"orders.xls is not a table.*{found}"):
        open_file(saved("orders.xls", content))


@pytest.mark.parametrize(
    ("part", "found"), [("word/document.xml", "a Word document"), ("a.csv", "an archive")]
)
def test_a_zip_of_something_else_is_named(part: str, found: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.writestr(part, "x")
        if part != "a.csv":
            relation = f'<Relationship Id="r" Type="x/officeDocument" Target="{part}"/>'
            archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
    with pytest.raises(FormatUnknown, match=found):
        open_file(tmp_path / "orders.zip")


def _saved_zip(path: Path, sizes: dict[str, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, size in sizes.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for _ in range(size >> 20):
                    part.write(bytes(1 << 20))
    return path


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = _saved_zip(tmp_path / "orders.xlsx", {"xl/worksheets/sheet1.xml": 120 << 20})
    with pytest.raises(ZipBomb, match=r"orders.xlsx would unpack to .*120 MiB"):
        open_file(path)


def test_a_workbook_of_more_than_4_gib_is_refused_whatever_its_ratio(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    path = xlsx_parts().save(tmp_path / "orders.xlsx")
    _promise(path, "xl/sharedStrings.xml", 0xFFFFFFF0)
    with pytest.raises(ZipBomb, match="4096 MiB"):
        open_file(path)


def _promise(path: Path, part: str, size: int) -> None:
    """Change the unpacked size the directory promises for a part."""
    content = bytearray(path.read_bytes())
    at = content.rindex(part.encode()) - 46
    assert content[at : at + 4] == b"PK\1\2"
    content[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(content)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_unpacks_to_more_than_promised_is_refused_before_calamine_sees_it(
    part: str, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    parts[part] += " " * 5_000_000
    path = parts.save(tmp_path / "orders.xlsx")
    _promise(path, part, 400)
    with pytest.raises(ZipBomb):
        open_file(path)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml", "C:\\evil.xml"])
def test_a_part_that_points_outside_is_refused(
    name: str, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    parts[name] = "x"
    with pytest.raises(ZipPathOutside, match=r"orders.xlsx contains a part that points outside"):
        open_file(parts.save(tmp_path / "orders.xlsx"))


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "_rels/.rels",
        "docProps/core.xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_is_refused(
    part: str, encoding: str, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    xml = parts.get(part, "<coreProperties/>").partition("?>")[2] or "<coreProperties/>"
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 3_000} -->{LAUGHS}{xml}'.encode(
        encoding
    )
    with pytest.raises(XmlDeclarationForbidden, match=r"orders.xlsx contains a document type declaration"):
        open_file(parts.save(tmp_path / "orders.xlsx"))


def test_a_document_type_behind_a_megabyte_of_comment_is_refused(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    parts["xl/sharedStrings.xml"] = f"<!--{' ' * 3_000_000}-->{LAUGHS}<sst/>"
    with pytest.raises(FileDamaged, match=r"xl/sharedStrings.xml: no element"):
        open_file(parts.save(tmp_path / "orders.xlsx"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/SHAREDSTRINGS.xml"])
def test_a_workbook_with_two_parts_of_one_name_is_refused(
    name: str, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    path = xlsx_parts().save(tmp_path / "orders.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "<sst/>")
    with pytest.raises(FileDamaged, match="two parts of the same name"):
        open_file(path)


def test_a_workbook_in_an_encrypted_zip_is_refused(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    path = xlsx_parts().save(tmp_path / "orders.xlsx")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(FilePasswordProtected):
        open_file(path)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_workbook_cut_off_while_copying_is_refused(
    share: float, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    path = xlsx_parts().save(tmp_path / "orders.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(FileDamaged, match=r"orders.xlsx is damaged or incomplete"):
        open_file(path)


@pytest.mark.parametrize("change", [b"\0", b"\xff"])
def test_a_workbook_changed_on_the_way_is_refused(
    change: bytes, xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    path = xlsx_parts().save(tmp_path / "orders.xlsx", compression=zipfile.ZIP_STORED)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"<v>1</v>", b"<v>" + change + b"</v>", 1))
    with pytest.raises(FileDamaged, match="changed on the way"):
        open_file(path)


def test_a_workbook_whose_sheet_is_missing_is_refused(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    del parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(FileDamaged, match="the cells of sheet Data are missing"):
        open_file(parts.save(tmp_path / "orders.xlsx"))


def test_every_refusal_has_a_code_of_its_own_and_says_what_to_do() -> None:
    classes = [
        item
        for item in vars(refusals).values()
        if isinstance(item, type) and issubclass(item, FileRefused) and item is not FileRefused
    ]
    assert len({item.code for item in classes}) == len(classes) > 10
    for item in classes:
        assert item.sentence.count("%(file)s") >= 1
        assert item.sentence.endswith((".", ".xlsx.", ".csv."))
