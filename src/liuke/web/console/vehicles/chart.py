"""The odometer of a car as the chart draws it: readings, and the way to come with its range."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from liuke.values.period import add_months
from liuke.vehicles.calendars.one_car import Told
from liuke.vehicles.rules.odometer import Mileage, Reading
from liuke.web.shell.wording import t

STEPS, STEP_MONTHS = 8, 3


def odometer_chart(
    told: Sequence[Told], flagged: frozenset[Reading], mileage: Mileage, as_of: dt.date
) -> str:
    """JSON for the page, safe inside a script element."""
    wrong = {(one.day, one.km) for one in flagged}
    points = [(one.day, one.km) for one in told if one.km is not None]
    days = [mileage.day, *(add_months(as_of, STEP_MONTHS * number) for number in range(STEPS + 1))]
    ahead = [
        (day, expected)
        for day in days
        if day and (expected := mileage.at(day)) and day >= (mileage.day or day)
    ]
    chart = {
        "read": [[str(day), km] for day, km in points if (day, km) not in wrong],
        "wrong": [[str(day), km] for day, km in points if (day, km) in wrong],
        "ahead": [[str(day), *expected] for day, expected in ahead],
        "today": str(as_of),
        "words": {
            "read": t("read"),
            "wrong": t("not plausible"),
            "ahead": t("expected"),
            "range": t("likely range"),
            "today": t("today"),
        },
    }
    return json.dumps(chart, ensure_ascii=False).replace("<", "\\u003c")
