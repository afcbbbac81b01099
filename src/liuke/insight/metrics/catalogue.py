"""Every vital sign, declared once. Practised variants keep the formula of the manager's own spreadsheet.

What a figure needs is told by the field a shop would give; fields that do as well stand behind bars.
"""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.metrics.metric import IN_WINDOW, Measure, Metric, Standard

_DELIVERED = "delivery_day >= {start} AND delivery_day < {end}"
_FIRST_DONE = (
    "delivery_day IS NOT NULL AND first_maintenance_day >= {start} AND first_maintenance_day < {end}"
)
_SECOND_DONE = (
    "delivery_day IS NOT NULL AND second_maintenance_day >= {start} AND second_maintenance_day < {end}"
)
_FIRST_COHORT = "first_cohort_age BETWEEN {from_age} AND {to_age}"
_SECOND_COHORT = "second_cohort_age BETWEEN {from_age} AND {to_age}"
_KINDS = "work_orders.kinds|work_orders.items|order_lines.kinds|order_lines.item"
AMOUNT = (
    "work_orders.total_fen|work_orders.labour_fen|work_orders.parts_fen|work_orders.owner_paid_fen"
    "|order_lines.amount_fen|order_lines.unit_fen"
)
_BOOKED = "appointments.booked_at|work_orders.booked"
_BOOKING_STARTED = "appointments.started_at|work_orders.started_at"
_NEEDS_RETURN = ("vehicle_sales.delivery_day", _KINDS)
_NEEDS_WAIT = ("work_orders.arrived_at", "work_orders.started_at")


def _cars(where: str) -> Measure:
    return Measure("vehicle", "count(*)", where)


def _owners(where: str) -> Measure:
    return Measure("owner", "count(*)", where)


def _visits(where: str = "true") -> Measure:
    return Measure("visit", "count(*)", f"{IN_WINDOW} AND {where}")


def _revenue(where: str = "true") -> Measure:
    return Measure("visit", "sum(revenue_fen)", f"{IN_WINDOW} AND {where}")


def _appointments(where: str) -> Measure:
    return Measure("appointment", "count(*)", f"{IN_WINDOW} AND {where}")


def _answers(where: str) -> Measure:
    return Measure("survey", "count(*)", f"{IN_WINDOW} AND {where}")


def _complaints(where: str) -> Measure:
    return Measure("complaint", "count(*)", f"{IN_WINDOW} AND {where}")


def _orders(where: str) -> Measure:
    return Measure("work_order", "count(*)", f"{IN_WINDOW} AND {where}")


_HAS_MAINTENANCE = Measure("visit", "count(*)", "kinds IS NOT NULL")
_STARTED = Measure("appointment", "count(*)", "started_at IS NOT NULL")

_RETENTION = (
    Metric(
        "first_service_return", "首保回店率", "retention", "share",
        _cars(f"{_FIRST_COHORT} AND first_returned"), _cars(_FIRST_COHORT),
        Standard(0.90, alert="red", alert_at=0.85),
        needs=_NEEDS_RETURN, requires=_HAS_MAINTENANCE, window="cohort_first",
    ),
    Metric(
        "first_service_return_practised", "首保回店率（惯用口径）", "retention", "share",
        _cars(_FIRST_DONE), _cars(_DELIVERED), Standard(0.90),
        needs=_NEEDS_RETURN, requires=_HAS_MAINTENANCE,
    ),
    Metric(
        "second_service_return", "二保回店率", "retention", "share",
        _cars(f"{_SECOND_COHORT} AND second_returned"), _cars(_SECOND_COHORT),
        Standard(0.75, alert="orange", alert_at=0.70),
        needs=_NEEDS_RETURN, requires=_HAS_MAINTENANCE, window="cohort_second",
    ),
    Metric(
        "second_service_return_practised", "二保回店率（惯用口径）", "retention", "share",
        _cars(_SECOND_DONE), _cars(_FIRST_DONE), Standard(0.75),
        needs=_NEEDS_RETURN, requires=_HAS_MAINTENANCE,
    ),
    Metric(
        "yearly_retention", "年度保养留存率", "retention", "share",
        _owners("(maintenance_years & {year}) <> 0"), _owners("(maintenance_years & {last_year}) <> 0"),
        Standard(0.85), needs=(_KINDS,), requires=_HAS_MAINTENANCE,
    ),
    Metric(
        "yearly_retention_cohort", "年度保养留存率（同一批车主）", "retention", "share",
        _owners("(maintenance_years & {last_year}) <> 0 AND (maintenance_years & {year}) <> 0"),
        _owners("(maintenance_years & {last_year}) <> 0"),
        Standard(0.85), needs=(_KINDS,), requires=_HAS_MAINTENANCE,
    ),
    Metric(
        "three_year_retention", "三年留存率", "retention", "share",
        _cars(f"{_DELIVERED} AND (maintenance_years & {{year}}) <> 0"), _cars(_DELIVERED),
        Standard(0.60), needs=_NEEDS_RETURN, requires=_HAS_MAINTENANCE, window="three_years", shift_months=36,
    ),
)  # fmt: skip

_EFFICIENCY = (
    Metric(
        "booking_punctuality", "预约准时率", "efficiency", "share",
        _appointments("punctual"), _appointments("due"), Standard(0.85, 0.95),
        needs=("appointments.booked_at", _BOOKING_STARTED), requires=_STARTED,
    ),
    Metric(
        "booking_punctuality_kept", "到店预约准时率", "efficiency", "share",
        _appointments("punctual"), _appointments("kept"), Standard(0.85, 0.95),
        needs=("appointments.booked_at", _BOOKING_STARTED), requires=_STARTED,
    ),
    Metric(
        "no_show_rate", "预约爽约率", "efficiency", "share",
        _appointments("due AND NOT kept AND status IS DISTINCT FROM 'cancelled_by_owner'"),
        _appointments("due"),
        Standard(better="lower"), needs=("appointments.booked_at", "appointments.status"),
    ),
    Metric(
        "average_wait", "平均等待时长", "efficiency", "minutes",
        Measure("visit", "sum(wait_minutes)", IN_WINDOW), _visits("wait_minutes IS NOT NULL"),
        Standard(30, 15, "lower"), needs=_NEEDS_WAIT,
    ),
    Metric(
        "same_day_completion", "工单完成率", "efficiency", "share",
        _orders("status <> 'cancelled' AND CAST(finished_at AS DATE) = day"),
        _orders("status <> 'cancelled'"),
        Standard(0.90, 0.98), needs=("work_orders.finished_at",),
        requires=Measure("work_order", "count(*)", "finished_at IS NOT NULL AND day < {as_of}"),
    ),
    Metric(
        "first_time_fix", "一次性修复率", "efficiency", "share",
        _orders("status <> 'cancelled' AND (kinds & 2) <> 0 AND symptom IS NOT NULL"
                " AND (returned_day IS NULL OR returned_day >= {as_of})"),
        _orders("status <> 'cancelled' AND (kinds & 2) <> 0 AND symptom IS NOT NULL"),
        Standard(0.85, 0.92), needs=("work_orders.symptom|work_orders.system", _KINDS),
    ),
    Metric(
        "booking_share", "预约率", "efficiency", "share",
        _visits("booked"), _visits("booked IS NOT NULL"), needs=("work_orders.order_no", _BOOKED),
    ),
)  # fmt: skip

_EXPERIENCE = (
    Metric(
        "nps", "净推荐值", "experience", "points",
        Measure("survey", "sum(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END)",
                f"{IN_WINDOW} AND nps IS NOT NULL"),
        _answers("nps IS NOT NULL"), Standard(50), scale=100, needs=("surveys.nps",),
    ),
    Metric(
        "satisfaction", "客户满意度", "experience", "share",
        _answers("satisfaction >= 4"), _answers("satisfaction IS NOT NULL"), Standard(0.90),
        needs=("surveys.satisfaction",),
    ),
    Metric(
        "complaint_rate", "投诉率", "experience", "share",
        _complaints("true"), _visits(), Standard(0.005, better="lower"),
        needs=("complaints.received_at", "work_orders.order_no"),
        requires=Measure("complaint", "count(*)", "true"),
    ),
    Metric(
        "complaints_solved", "投诉解决率", "experience", "share",
        _complaints("solved"), _complaints("true"), Standard(0.95),
        needs=("complaints.received_at", "complaints.status|complaints.solved_at"),
    ),
    Metric(
        "complaints_solved_in_time", "投诉按期解决率", "experience", "share",
        _complaints("in_time"), _complaints("in_time IS NOT NULL"), Standard(0.95),
        needs=("complaints.due_at", "complaints.solved_at"),
    ),
)  # fmt: skip

_BUSINESS = (
    Metric(
        "revenue_per_visit", "客单价", "business", "yuan",
        _revenue(), _visits(), Standard(1200, 1800), scale=0.01, needs=(AMOUNT,),
        requires=Measure("visit", "count(*)", "revenue_fen <> 0"),
    ),
    Metric("visits", "进场台次", "business", "count", _visits(), None, needs=("work_orders.order_no",)),
)  # fmt: skip

_GROWTH = (
    Metric(
        "yearly_visits_per_owner", "年均到店频次", "growth", "per_year",
        _visits(), Measure("visit", "count(DISTINCT owner)", IN_WINDOW), needs=("work_orders.order_no",),
    ),
    Metric(
        "satisfaction_score", "满意度得分", "growth", "points",
        Measure("survey", "sum(satisfaction - 1)", f"{IN_WINDOW} AND satisfaction IS NOT NULL"),
        _answers("satisfaction IS NOT NULL"), scale=25, needs=("surveys.satisfaction",),
    ),
    Metric(
        "recommend_share", "客户推荐率", "growth", "share",
        _answers("nps >= 9"), _answers("nps IS NOT NULL"), needs=("surveys.nps",),
    ),
    Metric(
        "wait_booked", "预约客户等待时长", "growth", "minutes",
        Measure("visit", "sum(wait_minutes)", f"{IN_WINDOW} AND booked"),
        _visits("booked AND wait_minutes IS NOT NULL"), Standard(better="lower"),
        needs=(_BOOKED, *_NEEDS_WAIT),
    ),
    Metric(
        "wait_walk_in", "未预约客户等待时长", "growth", "minutes",
        Measure("visit", "sum(wait_minutes)", f"{IN_WINDOW} AND NOT booked"),
        _visits("NOT booked AND wait_minutes IS NOT NULL"), Standard(better="lower"),
        needs=(_BOOKED, *_NEEDS_WAIT),
    ),
)  # fmt: skip

METRICS: Mapping[str, Metric] = {
    metric.key: metric for metric in (*_RETENTION, *_EFFICIENCY, *_EXPERIENCE, *_BUSINESS, *_GROWTH)
}
"""Every metric that is a ratio of two scans, by key, in the order of the report."""
