"""The mapping file: what was decided once, so that the next run asks nothing. YAML, to read and to edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.recognition.header_words import is_form_head
from liuke.sheets.recognition.refusals import MappingDoesNotFit
from liuke.sheets.recognition.sheet_plan import SheetPlan
from liuke.values.moment import DayOrder
from liuke.values.readable_path import readable

VERSION = 1
ALIKE = 0.7
"""From this share of all their words on, two headers are two months of one export."""

_WHOLE = ("version", "sheets", "answers", "settings")
_OF_A_SHEET = ("file", "sheet", "kind", "columns", "time_columns", "day_orders", "hidden")
_PREAMBLE = """\
# 留客 字段映射：本次诊断采用的列含义。下次运行加 --mapping 本文件，就不再提问；可以直接修改。
# Written by liuke diagnose: what each column was taken for. Pass it with --mapping next time; edit it freely.
"""


@dataclass(frozen=True)
class KnownSheet:
    """One remembered sheet; it fits a sheet with all its columns, ``file`` and ``sheet`` narrow it further.

    ``columns`` maps header words to field names, or to None for a column to leave out.
    """

    file: str | None
    sheet: str | None
    kind: str
    columns: Mapping[str, str | None]
    time_columns: Mapping[str, str] = field(default_factory=dict)
    day_orders: Mapping[str, DayOrder] = field(default_factory=dict)
    hidden: bool = False

    def fits(self, *, file: str, sheet: str, names: Sequence[str]) -> bool:
        if not set(self.columns) <= set(names):
            return False
        whole = _words_of(names) == set(self.columns)
        named = (self.file is None or fnmatch(file, self.file)) and self.sheet in (None, sheet)
        return whole or named

    def likeness(self, names: Sequence[str]) -> float:
        """The share of the words of both headers that stand in both."""
        told, found = set(self.columns), _words_of(names)
        return len(told & found) / (len(told | found) or 1)


def _words_of(names: Sequence[str]) -> set[str]:
    return {name for name in names if name and not is_form_head(name)}


@dataclass(frozen=True)
class MappingFile:
    """Everything a mapping file can hold. ``settings`` is handed on to the diagnosis as it stands."""

    sheets: tuple[KnownSheet, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def find(self, *, file: str, sheet: str, names: Sequence[str]) -> KnownSheet | None:
        """The remembered sheet that fits best: same names first, more columns first."""
        fitting = [k for k in self.sheets if k.fits(file=file, sheet=sheet, names=names)]
        return max(fitting, key=lambda k: (k.file == file, k.sheet == sheet, len(k.columns)), default=None)

    def find_alike(self, names: Sequence[str]) -> KnownSheet | None:
        """The remembered sheet of another month, whose export had a column more or less than this one.

        What its words mean is still known, whatever the file is called now.
        """
        alike = [(known.likeness(names), known) for known in self.sheets]
        share, known = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        return known if share >= ALIKE else None

    def reads_hidden(self, *, file: str, sheet: str) -> bool:
        """Whether a hidden sheet was chosen by name."""
        return any(
            k.hidden and k.sheet == sheet and (k.file is None or fnmatch(file, k.file)) for k in self.sheets
        )

    @property
    def words(self) -> frozenset[str]:
        """Every header word it knows."""
        return frozenset(word for known in self.sheets for word in known.columns)


def load_mapping(path: Path) -> MappingFile:
    """Reads a mapping file. Raises MappingDoesNotFit with the reason when it cannot be used."""

    def refuse(why: str) -> MappingDoesNotFit:
        return MappingDoesNotFit(file=readable(path), why=why)

    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse(error.strerror or "it cannot be opened") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise refuse("it is not readable YAML in UTF-8") from None
    if loaded is None:
        return MappingFile()
    if not isinstance(loaded, dict):
        raise refuse(f"it must begin with “version: {VERSION}”")
    if wrong := _misspelt(loaded, _WHOLE):
        raise refuse(f"there is nothing called “{wrong[0]}” in it; {wrong[1]}")
    if loaded.get("version", VERSION) != VERSION:
        raise refuse(f"it must begin with “version: {VERSION}”")
    entries = loaded.get("sheets") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise refuse("“sheets” must be a list")
    answers, settings = loaded.get("answers") or {}, loaded.get("settings") or {}
    if not isinstance(answers, dict) or not isinstance(settings, dict):
        raise refuse("“answers” and “settings” must hold names and values")
    return MappingFile(
        tuple(_known_sheet(entry, refuse) for entry in entries),
        {str(k): str(v) for k, v in answers.items()},
        settings,
    )


def _misspelt(entry: Mapping[Any, object], known: Sequence[str]) -> tuple[str, str] | None:
    """The first key nobody would read, and what may be meant by it."""
    for name in map(str, entry):
        if name not in known:
            nearest = get_close_matches(name.lower(), known, n=1)
            meant = f"“{nearest[0]}” is probably meant" if nearest else f"known are {', '.join(known)}"
            return name, meant
    return None


def _known_sheet(entry: dict[str, Any], refuse: Callable[[str], MappingDoesNotFit]) -> KnownSheet:
    if wrong := _misspelt(entry, _OF_A_SHEET):
        raise refuse(f"a sheet has nothing called “{wrong[0]}”; {wrong[1]}")
    kind = str(entry.get("kind"))
    if kind not in KINDS:
        raise refuse(f"“{kind}” is no kind of sheet; choose one of {', '.join(KINDS)}")
    columns = entry.get("columns") or {}
    if not isinstance(columns, dict):
        raise refuse("“columns” must map header words to fields")
    fields = {f.name for f in KINDS[kind].fields}
    for name, target in columns.items():
        if target is not None and target not in fields:
            raise refuse(f"“{target}” (column {name}) is no field of {kind}")
    targets = [t for t in columns.values() if t is not None]
    if len(targets) != len(set(targets)):
        raise refuse(f"two columns of one {kind} sheet are mapped to the same field")
    orders = entry.get("day_orders") or {}
    if not set(orders.values()) <= {"mdy", "dmy", "ymd"}:
        raise refuse("“day_orders” knows mdy, dmy and ymd only")
    return KnownSheet(
        file=entry.get("file"),
        sheet=entry.get("sheet"),
        kind=kind,
        columns={str(k): v for k, v in columns.items()},
        time_columns={str(k): str(v) for k, v in (entry.get("time_columns") or {}).items()},
        day_orders={str(k): v for k, v in orders.items()},
        hidden=bool(entry.get("hidden", False)),
    )


def mapping_of(
    *, plans: Sequence[SheetPlan], hidden: frozenset[tuple[str, str]], answers: Mapping[str, str],
    settings: Mapping[str, Any],
) -> str:  # fmt: skip
    """The text of the mapping file that repeats a run without a question."""
    sheets = []
    for plan in plans:
        if plan.kind is None:
            continue
        by_column = {m.column: m.field for m in plan.matches}
        times = {m.field: plan.names[m.time_column] for m in plan.matches if m.time_column is not None}
        entry: dict[str, Any] = {
            "file": plan.file,
            "sheet": plan.sheet,
            "kind": plan.kind,
            "columns": {
                name: by_column.get(c) for c, name in enumerate(plan.names) if name and not is_form_head(name)
            },
        }
        if times:
            entry["time_columns"] = times
        if plan.day_orders:
            entry["day_orders"] = dict(plan.day_orders)
        if (plan.file, plan.sheet) in hidden:
            entry["hidden"] = True
        sheets.append(entry)
    document = {"version": VERSION, "sheets": sheets, "answers": dict(answers), "settings": dict(settings)}
    return _PREAMBLE + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
