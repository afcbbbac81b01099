"""Times work in processes of their own, so that one run's memory and warm caches are not another's."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from statistics import median
from typing import Any, Generic, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Run(Generic[T]):
    """What a piece of work gave, how long it took and the most memory its process held.

    ``busy`` is the time of all its processors together: on a machine that others use it says more.
    """

    result: T
    seconds: float
    busy: float
    peak_mb: float


def in_process(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Run[T]:
    """Runs ``work`` in a fresh process. The imports it does are part of its time; starting Python is not."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        run: Run[T] = pool.submit(_timed, work, args, kwargs).result()
        return run


class _WithoutPandas(MetaPathFinder):
    """Only tests and rivals need pandas. No installation has it, but where it is Arrow loads it on sight."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError("not in an installation", name=fullname)


def _timed(work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Run[Any]:
    sys.meta_path.insert(0, _WithoutPandas())
    started, busy = time.perf_counter(), time.process_time()
    result = work(*args, **kwargs)
    return Run(result, time.perf_counter() - started, time.process_time() - busy, _peak_mb())


def _peak_mb() -> float:
    """The high-water mark of this process alone; getrusage also counts what its parent held."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status: this bench needs Linux")


def best(work: Callable[[], object], *, times: int) -> float:
    """The shortest of several runs, in seconds: what the work costs when nothing else disturbs it."""
    return min(_seconds(work) for _ in range(times))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and seconds of all processors together, of one run; others on the machine blur the first."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def middle(work: Callable[[], object], *, times: int) -> float:
    """The median of several runs after one that warms, in seconds."""
    work()
    return median(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
