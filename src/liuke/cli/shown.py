"""What a run shows: a meter for long work, the mapping chosen, the counts, the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from liuke.cli.wording import say, spoken
from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.diagnosis.unknown_stores import UnknownStore
from liuke.insight.reports.language import N_, language
from liuke.insight.reports.wording.fields import FIELDS, KINDS
from liuke.insight.reports.wording.kpis import words
from liuke.sheets.intake.take_in import Intake, Planned
from liuke.sheets.recognition.columns import SURE

_STEPS = {
    "read": N_("Reading"),
    "judge": N_("Checking the rows"),
    "cross_check": N_("Holding the files against each other"),
    "star": N_("Putting cars, owners and visits together"),
    "kpis": N_("Vital signs"),
    "units": N_("Taking the figures apart"),
    "retention": N_("Retention"),
    "rfm": N_("Grading the owners"),
    "churn": N_("Who is leaving"),
    "problems": N_("Looking for causes"),
    "operations": N_("Season, services, people"),
    "lists": N_("Lists"),
    "report": N_("Writing the report"),
}
_COUNTS = (N_("Read"), N_("Accepted"), N_("Fixed"), N_("Duplicates"), N_("Skipped"), N_("Rejected"))
_STORES_SHOWN = 12
_console = Console(highlight=False, soft_wrap=False)


class Meter:
    """A line that moves while there is work; off a terminal, a line per step, before which it heeds."""

    def __init__(self, heed: Callable[[], None]) -> None:
        self._heed = heed
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            console=_console,
            transient=True,
            disable=not _console.is_terminal,
        )
        self._task: TaskID | None = None
        self._subject: tuple[str, str] = ("", "")
        self._rows = 0

    def __enter__(self) -> Meter:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, name: str) -> None:
        """A new step begins."""
        self.rows(name, "", 0)

    def rows(self, step: str, subject: str, rows: int) -> None:
        """So many more rows of a step are done."""
        if (step, subject) != self._subject:
            self._heed()
            self._subject, self._rows = (step, subject), 0
            text = say(_STEPS.get(step, step)) + (f" {subject}" if step == "read" else "")
            if not _console.is_terminal:
                if step != "judge":
                    _console.print(text)
                return
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(text, total=None, count="")
        self._rows += rows
        if self._task is not None and rows:
            self._progress.update(self._task, count=say("%(rows)s rows", rows=f"{self._rows:,}"))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stands still while somebody answers."""
        self._progress.stop()
        yield
        self._progress.start()


def show_plans(planned: Planned) -> None:
    """What every sheet and column was taken for, and how sure that is."""
    for _, plan in planned.sheets:
        title = f"{plan.file} · {plan.sheet} → {say(KINDS[plan.kind or 'unrecognised'])}"
        table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_header=False)
        for match in plan.matches:
            sure = match.confidence >= SURE
            how = "" if sure else say("%(confidence)s sure", confidence=f"{match.confidence:.0%}")
            table.add_row(
                "  " + (plan.names[match.column] or f"#{match.column + 1}"),
                "→ " + say(FIELDS.get(match.field, match.field)),
                how,
                style=None if sure else "yellow",
            )
        if plan.unknown_columns:
            names = "、".join(plan.unknown_columns)
            table.add_row("  " + say("not used"), names, "", style="dim")
        _console.print(table)
    for file, sheet in planned.hidden_sheets:
        _console.print(
            say("%(file)s: the hidden sheet “%(sheet)s” is not read.", file=file, sheet=sheet), style="dim"
        )


def show_inputs(intake: Intake) -> None:
    """How many rows of each sheet were taken, fixed, left out."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("File"))
    for head in _COUNTS:
        table.add_column(say(head), justify="right")
    for s in intake.sheets:
        name = f"{s.file} · {s.sheet}"
        counts = (s.rows_read, s.accepted, s.fixed, s.duplicates, s.skipped, s.rejected)
        table.add_row(name, *(f"{n:,}" for n in counts), style="yellow" if s.rejected else None)
    _console.print(table)


def show_unknown_stores(unknown: Sequence[UnknownStore], known: Sequence[str]) -> None:
    """What the settings say of stores that no file names, and which names the files have."""
    tongue = language(spoken())
    for store in unknown:
        told = say(
            "The settings name the store “%(store)s”, which no file has; what they say of it is not used.",
            store=store.name,
        )
        if store.nearest:
            hint = say("“%(nearest)s” is probably meant.", nearest=store.nearest)
        elif known:
            hint = say("The files name %(stores)s.", stores=tongue.join(list(known[:_STORES_SHOWN])))
        else:
            hint = say("The files name no store at all.")
        _console.print(tongue.sentences([told, hint]), style="yellow", soft_wrap=True)


def show_verdict(diagnosis: Diagnosis) -> None:
    """The lights that are not green, and the problems, in a few lines."""
    for kpi in diagnosis.kpis:
        if kpi.level in ("red", "orange", "yellow"):
            value = (
                f"{kpi.value:.1%}" if kpi.unit == "share" and kpi.value is not None else f"{kpi.value:,.1f}"
            )
            _console.print(
                f"  ● {say(words(kpi.key).name)}  {value}",
                style={"orange": "dark_orange"}.get(kpi.level, kpi.level),
            )
    for rank, problem in enumerate(diagnosis.problems, 1):
        place = " × ".join(problem.slice.values()) or say("the whole group")
        _console.print(
            say(
                "%(rank)s. %(kpi)s, %(place)s, since %(since)s: about %(owners)s owners, %(yuan)s yuan",
                rank=rank,
                kpi=say(words(problem.kpi).name),
                place=place,
                since=problem.since,
                owners=f"{problem.owners:,.0f}",
                yuan=f"{problem.yuan:,.0f}",
            )
        )
