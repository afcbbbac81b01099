"""Eight figures as an analyst writes them in pandas over frames in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

Frames = Mapping[str, pd.DataFrame]
_START, _END = pd.Timestamp("2023-10-01"), pd.Timestamp("2024-10-01")
_COLUMNS = {
    "vehicle": [
        "first_cohort_age", "first_returned", "second_cohort_age", "second_returned", "delivery_day",
        "maintenance_years",
    ],
    "owner": ["maintenance_years"],
    "visit": ["day", "revenue_fen", "wait_minutes"],
    "work_order": ["day", "finished_at", "status"],
    "survey": ["day", "nps"],
}  # fmt: skip


def load_frames(folder: Path) -> tuple[Frames, float]:
    """The columns needed, with days as pandas' own instants; and the seconds it took."""
    started = time.perf_counter()
    frames = {}
    for table, columns in _COLUMNS.items():
        frame = pd.read_parquet(folder / f"{table}.parquet", columns=columns)
        for column in frame.columns.intersection(["day", "delivery_day"]):
            frame[column] = pd.to_datetime(frame[column])
        frames[table] = frame
    return frames, time.perf_counter() - started


def _within(frame: pd.DataFrame, column: str = "day") -> pd.DataFrame:
    return frame[(frame[column] >= _START) & (frame[column] < _END)]


def _first(frames: Frames) -> tuple[float, float]:
    cohort = frames["vehicle"][frames["vehicle"].first_cohort_age.between(0, 11)]
    return cohort.first_returned.sum(), len(cohort)


def _second(frames: Frames) -> tuple[float, float]:
    cohort = frames["vehicle"][frames["vehicle"].second_cohort_age.between(0, 11)]
    return cohort.second_returned.sum(), len(cohort)


def _yearly(frames: Frames) -> tuple[float, float]:
    years = frames["owner"].maintenance_years
    return ((years & 3) == 3).sum(), ((years & 2) != 0).sum()


def _three_years(frames: Frames) -> tuple[float, float]:
    cars = frames["vehicle"]
    cohort = cars[(cars.delivery_day >= "2020-10-01") & (cars.delivery_day < "2021-10-01")]
    return ((cohort.maintenance_years & 1) != 0).sum(), len(cohort)


def _revenue(frames: Frames) -> tuple[float, float]:
    visits = _within(frames["visit"])
    return visits.revenue_fen.sum(), len(visits)


def _wait(frames: Frames) -> tuple[float, float]:
    minutes = _within(frames["visit"]).wait_minutes
    return minutes.sum(), minutes.count()


def _same_day(frames: Frames) -> tuple[float, float]:
    orders = _within(frames["work_order"])
    orders = orders[orders.status != "cancelled"]
    return (orders.finished_at.dt.normalize() == orders.day).sum(), len(orders)


def _nps(frames: Frames) -> tuple[float, float]:
    scores = _within(frames["survey"]).nps.dropna()
    return (scores >= 9).sum() - (scores <= 6).sum(), len(scores)


PANDAS: Mapping[str, Callable[[Frames], tuple[float, float]]] = {
    "first_service_return": _first,
    "second_service_return": _second,
    "yearly_retention_cohort": _yearly,
    "three_year_retention": _three_years,
    "revenue_per_visit": _revenue,
    "average_wait": _wait,
    "same_day_completion": _same_day,
    "nps": _nps,
}
"""Numerator and denominator as of 2024-10-01, by key."""
