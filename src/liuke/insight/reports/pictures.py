"""Small pictures drawn into the page itself: they need no script and print as they are.

Lengths are percentages of the picture's width, so that a picture is as wide as its cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT, _INSET = 100.0, 30.0, 3.0


@dataclass(frozen=True)
class Spark:
    """A sparkline in a box of 100 × 30: paths of the runs between gaps, lone months, the end, the onset."""

    paths: list[str]
    rest_paths: list[str]
    dots: list[tuple[float, float]]
    end: tuple[float, float] | None
    onset: float | None


def spark(
    values: Sequence[float | None],
    *,
    rest: Sequence[float | None] = (),
    onset: int | None = None,
    least: float = 0.0,
) -> Spark:
    """A line without axes; ``rest`` is drawn behind it on the same scale.

    The height is worth at least ``least``, so that a steady figure looks steady.

    >>> spark([1.0, None, 2.0, 3.0]).dots
    [(3.0, 27.0)]
    """
    seen = [v for v in (*values, *rest) if v is not None]
    if not seen:
        return Spark([], [], [], None, None)
    middle, reach = (min(seen) + max(seen)) / 2, max(max(seen) - min(seen), least) / 2
    low, high = middle - reach, middle + reach
    count = max(len(values), len(rest), 2)
    x = [_INSET + (_WIDTH - 2 * _INSET) * i / (count - 1) for i in range(count)]

    def y(value: float) -> float:
        return (
            _HEIGHT / 2
            if high == low
            else _HEIGHT - _INSET - (_HEIGHT - 2 * _INSET) * (value - low) / (high - low)
        )

    at = [None if v is None else (round(x[i], 1), round(y(v), 1)) for i, v in enumerate(values)]
    behind = [None if v is None else (round(x[i], 1), round(y(v), 1)) for i, v in enumerate(rest)]
    runs = _runs(at)
    last = next((point for point in reversed(at) if point), None)
    return Spark(
        [_path(run) for run in runs if len(run) > 1],
        [_path(run) for run in _runs(behind) if len(run) > 1],
        [run[0] for run in runs if len(run) == 1],
        last,
        None if onset is None else round(x[onset], 1),
    )


Point = tuple[float, float]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _path(run: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in run)


@dataclass(frozen=True)
class Bar:
    """A bar from ``start`` over ``length`` per cent of the width, with an optional mark across it."""

    start: float
    length: float
    mark: float | None = None


def bar(value: float | None, *, most: float, mark: float | None = None) -> Bar:
    """A bar from zero; ``most`` fills the width.

    >>> bar(30, most=60).length
    50.0
    """
    return Bar(0.0, _percent(value, most), None if mark is None else _percent(mark, most))


def signed_bar(value: float, *, most: float) -> Bar:
    """A bar leftwards or rightwards from the middle.

    >>> signed_bar(-0.5, most=1.0)
    Bar(start=25.0, length=25.0, mark=50.0)
    """
    length = _percent(abs(value), most) / 2
    return Bar(50.0 - length if value < 0 else 50.0, length, 50.0)


@dataclass(frozen=True)
class Scale:
    """From a lowest to a highest value across the width of a picture."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Per cent of the width.

        >>> Scale(0.5, 1.0).at(0.75)
        50.0
        """
        if self.high == self.low:
            return 50.0
        return round(min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low))), 2)


def scale_of(values: Sequence[float | None], *, least: float = 0.0) -> Scale:
    """A scale with a little room on both sides, at least ``least`` wide so that trifles look like trifles.

    >>> scale_of([0.90, 0.92], least=0.1).at(0.91)
    50.0
    """
    seen = [v for v in values if v is not None]
    if not seen:
        return Scale(0.0, 1.0)
    room = (max(seen) - min(seen)) * 0.08 or abs(seen[0]) * 0.1 or 1.0
    room = max(room, (least - (max(seen) - min(seen))) / 2)
    return Scale(min(seen) - room, max(seen) + room)


def heat_step(value: float | None, *, low: float, high: float) -> int | None:
    """Step 0 to 9 of the heat colours; None stays blank.

    >>> heat_step(0.5, low=0.0, high=1.0), heat_step(None, low=0.0, high=1.0)
    (5, None)
    """
    if value is None:
        return None
    if high <= low:
        return 5
    return min(9, max(0, int(10 * (value - low) / (high - low))))


def _percent(value: float | None, most: float) -> float:
    return 0.0 if value is None or most <= 0 else round(min(100.0, max(0.0, 100 * value / most)), 2)
