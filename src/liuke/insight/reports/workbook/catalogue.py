"""The sheets of the workbook: what each list is for and which columns it shows.

A list may bring fewer columns than declared (they are left out) and more (they are ignored).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from liuke.insight.reports.language import N_, Language

CellKind = Literal["text", "code", "day", "yuan", "share", "number", "decimal", "wake", "outcome", "blank"]


NUMERIC: frozenset[CellKind] = frozenset({"yuan", "share", "number", "decimal"})


@dataclass(frozen=True)
class Column:
    """``name`` in the list; ``width`` in characters of Latin text (a Chinese one takes two).

    ``outcome`` and ``blank`` have no data: they are for whoever works the list off.
    """

    name: str
    title: str
    kind: CellKind = "text"
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    title: str
    purpose: str
    columns: tuple[Column, ...]


_CAR = (
    Column("plate", N_("Plate"), "code", 12),
    Column("vin", N_("VIN"), "code", 20),
    Column("owner_name", N_("Owner"), "text", 12),
    Column("phone", N_("Phone"), "code", 14),
    Column("store", N_("Store"), "text", 18),
    Column("adviser", N_("Adviser"), "text", 10),
    Column("series", N_("Series"), "text", 12),
    Column("model", N_("Model"), "text", 16),
)
_TO_DO = (
    Column("outcome", N_("Outcome"), "outcome", 12),
    Column("next_day", N_("Call again on"), "blank", 13),
    Column("note", N_("Note"), "blank", 28),
)

SHEETS: Mapping[str, Sheet] = {
    "problem": Sheet(
        N_("Problem %(rank)s"),
        N_("The owners who were due and did not come. Call the most valuable first and write down why."),
        (
            *_CAR,
            Column("district", N_("District"), "text", 12),
            Column("last_visit_day", N_("Last visit"), "day", 12),
            Column("due_day", N_("Was due"), "day", 12),
            Column("overdue_days", N_("Days overdue"), "number", 10),
            Column("stake_yuan", N_("At stake, yuan"), "yuan", 13),
            *_TO_DO,
        ),
    ),
    "at_risk": Sheet(
        N_("At risk"),
        N_("Cars likely to stay away for 12 months, by the value at stake. Work it off from the top."),
        (
            *_CAR,
            Column("last_visit_day", N_("Last visit"), "day", 12),
            Column("due_day", N_("Due"), "day", 12),
            Column("overdue_days", N_("Days overdue"), "number", 10),
            Column("hazard", N_("Times its own rhythm"), "decimal", 12),
            Column("probability", N_("Stays away"), "share", 10),
            Column("expected_profit_12_yuan", N_("Profit in 12 months, yuan"), "yuan", 15),
            Column("stake_yuan", N_("At stake, yuan"), "yuan", 13),
            Column("reasons", N_("Reasons"), "text", 44),
            *_TO_DO,
        ),
    ),
    "sleepers": Sheet(
        N_("Sleepers"),
        N_("Sleeping cars that are worth one call, by what the call is worth. If it fails, stop."),
        (
            *_CAR,
            Column("last_visit_day", N_("Last visit"), "day", 12),
            Column("months_asleep", N_("Months asleep"), "number", 10),
            Column("woke_share", N_("Such cars woke"), "share", 11),
            Column("worth_yuan", N_("A call is worth, yuan"), "yuan", 13),
            Column("wake", N_("Verdict"), "wake", 12),
            *_TO_DO,
        ),
    ),
    "vip_owners": Sheet(
        N_("VIP owners"),
        N_(
            "The owners who bring most of the profit. Each gets a named adviser; those unseen for long are"
            " called."
        ),
        (
            Column("owner_name", N_("Owner"), "text", 12),
            Column("phone", N_("Phone"), "code", 14),
            Column("vehicles", N_("Cars"), "number", 7),
            Column("plates", N_("Plates"), "text", 24),
            Column("store", N_("Store"), "text", 18),
            Column("adviser", N_("Adviser"), "text", 10),
            Column("last_visit_day", N_("Last visit"), "day", 12),
            Column("days_since", N_("Days since"), "number", 9),
            Column("visits_12", N_("Visits in 12 months"), "number", 10),
            Column("spend_12_yuan", N_("Spend in 12 months, yuan"), "yuan", 15),
            Column("profit_12_yuan", N_("Profit in 12 months, yuan"), "yuan", 15),
            Column("score", N_("R+F+M"), "number", 8),
            *_TO_DO,
        ),
    ),
    "first_service_due": Sheet(
        N_("First service due"),
        N_("Cars due for their first maintenance. Call before the date and book a time."),
        (
            *_CAR,
            Column("delivery_day", N_("Delivered"), "day", 12),
            Column("due_day", N_("Due"), "day", 12),
            Column("days_left", N_("Days left"), "number", 9),
            *_TO_DO,
        ),
    ),
    "second_service_due": Sheet(
        N_("Second service due"),
        N_("Cars due for their second maintenance, where most habits are lost. Call before the date."),
        (
            *_CAR,
            Column("first_maintenance_day", N_("First service"), "day", 12),
            Column("due_day", N_("Due"), "day", 12),
            Column("days_left", N_("Days left"), "number", 9),
            Column("odometer_km", N_("Odometer, km"), "number", 11),
            *_TO_DO,
        ),
    ),
    "shared_phones": Sheet(
        N_("Suspicious phones"),
        N_("Phones that stand on more than three owners. Ask for the real number at the next visit."),
        (
            Column("phone", N_("Phone"), "code", 14),
            Column("owners", N_("Names"), "number", 8),
            Column("vehicles", N_("Cars"), "number", 8),
            Column("owner_names", N_("Owners' names"), "text", 40),
            Column("vins", N_("VINs"), "text", 44),
            Column("note", N_("Note"), "blank", 28),
        ),
    ),
    "kpis": Sheet(
        N_("Vital signs"),
        N_("Every KPI with numerator, denominator, window, standard and previous value."),
        (
            Column("name", N_("KPI"), "text", 26),
            Column("key", N_("Key"), "code", 30),
            Column("level", N_("Light"), "text", 9),
            Column("value", N_("Value"), "decimal", 11),
            Column("unit", N_("Unit"), "text", 10),
            Column("numerator", N_("Numerator"), "decimal", 14),
            Column("denominator", N_("Denominator"), "decimal", 14),
            Column("start", N_("From"), "day", 12),
            Column("end", N_("Until (not included)"), "day", 13),
            Column("standard", N_("Standard"), "decimal", 11),
            Column("excellent", N_("Excellent"), "decimal", 11),
            Column("previous", N_("Previous"), "decimal", 11),
            Column("change", N_("Change"), "decimal", 11),
            Column("relative", N_("Relative change"), "share", 11),
            Column("needs", N_("Column needed, or why there is no value"), "text", 40),
        ),
    ),
    "people": Sheet(
        N_("People"),
        N_("Advisers and technicians. Shrunk figures lean towards the mean where the numbers are small."),
        (
            Column("role", N_("Role"), "text", 10),
            Column("name", N_("Name"), "text", 12),
            Column("store", N_("Store"), "text", 18),
            Column("visits", N_("Visits"), "number", 9),
            Column("revenue_per_visit_yuan", N_("Revenue per visit, yuan"), "yuan", 13),
            Column("return_share", N_("Owners back"), "share", 11),
            Column("return_share_shrunk", N_("Owners back, shrunk"), "share", 12),
            Column("return_low", N_("Interval from"), "share", 11),
            Column("return_high", N_("Interval to"), "share", 11),
            Column("satisfaction", N_("Satisfaction"), "share", 11),
            Column("satisfaction_shrunk", N_("Satisfaction, shrunk"), "share", 12),
            Column("answers", N_("Answers"), "number", 9),
            Column("first_time_fix", N_("First-time fix"), "share", 11),
            Column("first_time_fix_shrunk", N_("First-time fix, shrunk"), "share", 12),
            Column("repairs", N_("Repairs"), "number", 9),
        ),
    ),
}


def sheet_title(key: str, t: Language) -> str:
    """The tab's name: ``problem_2`` is the second problem's list.

    >>> from liuke.insight.reports.language import language
    >>> sheet_title("problem_2", language("en"))
    'Problem 2'
    """
    if key in SHEETS:
        return t(SHEETS[key].title)
    name, _, number = key.rpartition("_")
    if name in SHEETS and number.isdigit():
        return t(SHEETS[name].title, rank=number)
    return key.replace("_", " ")
