"""Reads the files of an import with the engine of ``liuke diagnose``; where nobody answered, as proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from liuke.integrations.dms.questions import CREATE, LEAVE_OUT, Asked, Place, asked_of
from liuke.integrations.dms.stores import (
    Said,
    Within,
    ask_for_stores,
    propose_for_sheet,
    said_in,
)
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.intake.take_in import (
    Intake,
    Planned,
    Progress,
    Staged,
    finish,
    judge,
    plan_files,
    stage,
)
from liuke.sheets.recognition.mapping_file import MappingFile
from liuke.sheets.recognition.sheet_plan import Question, SheetPlan

MOST_ROUNDS = 4
"""An answer about the kind of a sheet may open questions about its columns; more rounds there are not."""


@dataclass(frozen=True)
class Request:
    """What is to be read, by whom, and what has been answered so far."""

    paths: Sequence[Path]
    given: Mapping[Place, str]
    mapping: MappingFile
    within: Within
    today: dt.date
    folder: Path


@dataclass(frozen=True)
class Home:
    """What a name in a sheet means: an existing store, or the name of one to be made."""

    said: Said
    store: str
    is_new: bool = False


@dataclass(frozen=True)
class Taken:
    """Files that have been read: the records, the account, and everything asked on the way."""

    staged: Staged
    planned: Planned
    intake: Intake
    asked: tuple[Asked, ...]
    homes: tuple[Home, ...]
    new_stores: Mapping[str, str | None]
    unnamed: Mapping[int, str | None]
    """Sheets with rows that name no store, and the store proposed for them."""

    @property
    def plans(self) -> list[SheetPlan]:
        return [reading.plan for reading in self.staged.readings]


def read(request: Request, *, progress: Progress) -> Taken:
    """Raises the Refusal of the first file that cannot be used. The staging connection stays open."""
    asked: dict[Place, Asked] = {}
    planned = _plan(request, asked)
    staged = stage(planned=planned, answers=_taken(asked), folder=_new(request, "staging"), progress=progress)
    if staged.questions:
        _note(asked, staged.questions, request.given)
        staged.connection.close()
        staged = stage(
            planned=planned, answers=_taken(asked), folder=_new(request, "again"), progress=progress
        )
    _note(asked, judge(staged=staged, today=request.today, progress=progress), request.given)
    said = said_in(staged.connection)
    stores = ask_for_stores(said=said, within=request.within, given=request.given)
    asked |= {question.place: question for question in stores}
    homes, new = _homes(said, request.within, {question.subject: question.taken for question in stores})
    _leave_out(staged.connection, [one for one in said if one[1] is not None and one not in homes])
    intake = finish(staged=staged, answers=_taken(asked), folder=request.folder / "records")
    return Taken(
        staged, planned, intake, tuple(asked.values()), tuple(homes.values()), new,
        _unnamed(staged, said, homes, request),
    )  # fmt: skip


def _plan(request: Request, asked: dict[Place, Asked]) -> Planned:
    """Plans until no sheet has a question that has not been answered or proposed for."""
    planned = plan_files(paths=request.paths, mapping=request.mapping, answers={})
    for _ in range(MOST_ROUNDS):
        fresh = [question for question in planned.questions if question.place not in asked]
        if not fresh:
            break
        _note(asked, fresh, request.given)
        planned = plan_files(paths=request.paths, mapping=request.mapping, answers=_taken(asked))
    return planned


def _note(asked: dict[Place, Asked], questions: Sequence[Question], given: Mapping[Place, str]) -> None:
    asked |= {question.place: asked_of(question, given) for question in questions}


def _taken(asked: Mapping[Place, Asked]) -> dict[Place, str]:
    return {place: question.taken for place, question in asked.items()}


def _new(request: Request, name: str) -> Path:
    folder = request.folder / name
    folder.mkdir(parents=True)
    return folder


def _homes(
    said: Mapping[Said, tuple[int, str | None]], within: Within, answers: Mapping[str, str]
) -> tuple[dict[Said, Home], dict[str, str | None]]:
    """What each name in each sheet means, and the stores to be made with their region."""
    homes, new = dict[Said, Home](), dict[str, str | None]()
    for (sheet, name), (_, region) in said.items():
        if name is None:
            continue
        known = within.find(name)
        answer = str(known) if known else answers[name]
        if answer == CREATE:
            new[name] = new.get(name) or region
            homes[sheet, name] = Home((sheet, name), name, is_new=True)
        elif answer != LEAVE_OUT:
            homes[sheet, name] = Home((sheet, name), answer)
    return homes, new


def _leave_out(connection: duckdb.DuckDBPyConnection, names: Sequence[Said]) -> None:
    """Rows of stores that are not the importing person's are rejected, whether such a store exists or not."""
    if not names:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE left_out (sheet INTEGER, said VARCHAR)")
    connection.executemany("INSERT INTO left_out VALUES (?, ?)", [list(name) for name in names])
    for kind in KINDS:
        where = f"FROM {kind} AS r JOIN left_out AS o ON o.sheet = r.source_file AND o.said = r.store"
        connection.execute(
            "INSERT INTO note SELECT r.source_file, r.source_row, 'store', 'rejected', 'other_store',"
            f" r.store, NULL {where} WHERE NOT r.bad"
        )
        connection.execute(f"UPDATE {kind} SET bad = true WHERE rowid IN (SELECT r.rowid {where})")


def _unnamed(
    staged: Staged, said: Mapping[Said, tuple[int, str | None]], homes: Mapping[Said, Home], request: Request
) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for sheet, name in said:
        if name is not None:
            continue
        plan = staged.readings[sheet].plan
        siblings = {r.number for r in staged.readings if r.plan.file == plan.file}
        others = {home.store for place, home in homes.items() if place[0] in siblings and not home.is_new}
        known = [store for store in request.within.names if str(store) in others]
        proposed = propose_for_sheet(file=plan.file, others=known, within=request.within)
        found[sheet] = str(proposed) if proposed else None
    return found
