"""The sheets of an xlsx package: where they are, which are hidden, and since when it counts days."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from liuke.sheets.reading.package import Package
from liuke.sheets.reading.refusals import FileDamaged
from liuke.sheets.reading.xml_stream import Attributes, elements

_TRUE = ("1", "true", "on")


@dataclass(frozen=True)
class SheetPart:
    """A worksheet and the part of the package that holds its cells."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class WorkbookParts:
    """The worksheets in the order of their tabs; chart and macro sheets are left out."""

    sheets: tuple[SheetPart, ...]
    epoch_1904: bool


def main_part(package: Package) -> str | None:
    """The part the package is about (``xl/workbook.xml``), None when it does not say."""
    if not package.find("_rels/.rels"):
        return None
    targets = [target for kind, target in relations(package, "").values() if kind.endswith("/officeDocument")]
    return package.find(targets[0]) if targets else None


def read_workbook(package: Package, workbook: str) -> WorkbookParts:
    """The worksheets of the workbook part. Raises ``FileDamaged`` when a sheet's part is missing."""
    targets = relations(package, workbook)
    sheets: list[SheetPart] = []
    epochs: list[bool] = []

    def visit(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            epochs.append(attributes.get("date1904", "0").lower() in _TRUE)
        elif name == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            kind, target = targets.get(key, ("", ""))
            if kind.endswith("/worksheet"):
                title = attributes.get("name", "")
                part = package.find(target)
                if part is None:
                    raise FileDamaged(file=package.file, detail=f"the cells of sheet {title} are missing")
                sheets.append(SheetPart(title, part, attributes.get("state", "visible") != "visible"))

    elements(package.pieces(workbook), visit, file=package.file, part=workbook)
    return WorkbookParts(tuple(sheets), any(epochs))


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → type and full name of the target."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def visit(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), full)

    listing = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listing:
        elements(package.pieces(listing), visit, file=package.file, part=listing)
    return found
