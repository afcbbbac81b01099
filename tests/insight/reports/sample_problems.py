"""Three problems and an early warning of the sample group, the worked case first."""

from __future__ import annotations

import math
import random

from sample_world import HOSTILE, LAST, month_name

from liuke.insight.diagnosis.contract import Problem, Split, Why
from liuke.insight.drilldown.findings import MonthPoint, SliceChange


def _points(
    rng: random.Random, level: float, fall: float, since: int, units: tuple[int, int], months: int = 24
) -> list[MonthPoint]:
    points = []
    for i in range(months):
        of = rng.randint(*units)
        value = min(
            0.99,
            max(
                0.02,
                level
                + rng.gauss(0, math.sqrt(level * (1 - level) / of))
                - (fall if i >= months - since else 0),
            ),
        )
        points.append(MonthPoint(month_name(LAST - 3 - months + 1 + i), value, value * of, of))
    return points


def _sibling(cut: dict[str, str], before: float, after: float, units: float) -> SliceChange:
    return SliceChange(cut, before, after, units, units * 0.9, 0.0, after - before, 0.0, 0.4, LAST - 16, 0.0)


def problems(rng: random.Random) -> list[Problem]:
    return [_worked_case(rng), _waiting(rng), _always_low(rng)]


def _worked_case(rng: random.Random) -> Problem:
    cut = {"series": "ES6", "district": "城南"}
    return Problem(
        kpi="second_service_return",
        slice=cut,
        from_=0.748,
        to=0.452,
        explains=0.71,
        p_value=2.1e-9,
        since="2023-07",
        owners=63.0,
        yuan=412_600.0,
        change=True,
        split=Split(-0.073, -0.066, -0.007),
        series=_points(rng, 0.75, 0.30, 12, (14, 26)),
        rest_series=_points(rng, 0.765, 0.0, 12, (210, 260)),
        siblings=[
            _sibling({"series": "ES6", "district": "城南"}, 0.748, 0.452, 240),
            _sibling({"series": "ES6", "district": "城北"}, 0.762, 0.755, 210),
            _sibling({"series": "ES6", "district": "高新"}, 0.771, 0.779, 301),
            _sibling({"series": "ET5", "district": "城南"}, 0.744, 0.733, 188),
            _sibling({"series": "途悦", "district": "城南"}, 0.729, 0.741, 264),
        ],
        unmoved=["satisfaction", "average_wait", "booking_punctuality"],
        moved=[],
        issue_tree=_worked_tree(),
        whys=[
            Why("fewer_came", {"before_share": 0.748, "after_share": 0.452, "owners": 63.0}, None),
            Why("only_here", {"rest_share": 0.762}, None),
            Why("sudden", {"since": "2023-07"}, None),
            Why("not_moved", {}, None),
            Why("price", {"slice_yuan": 1_480.0, "rest_yuan": 1_190.0}, None),
            Why("profit_or_customer", {"yuan": 386_000.0}, "ask"),
        ],
        actions=[
            "call_lost_owners",
            "interview_twenty",
            "compare_prices",
            "price_review",
            "win_back_offer",
            "watch_two_months",
        ],
        vins=[f"LATPAB0{i:02d}W1{i:06d}"[:17] for i in range(63)],
    )


def _worked_tree() -> list[Why]:
    return [
        Why("know.rate", {"after_share": 0.452, "standard_share": 0.75}, "yes"),
        Why("know.data", {"units": 221.0, "months": 12.0}, "yes"),
        Why("why.price", {"slice_yuan": 1_480.0, "rest_yuan": 1_190.0}, "yes"),
        Why("why.service", {"slice_share": 0.914, "rest_share": 0.909}, "no"),
        Why("why.wait", {"slice_minutes": 27.0, "rest_minutes": 28.0}, "no"),
        Why("why.distance", {}, "ask"),
        Why("why.competitor", {}, "ask"),
        Why("win_back.price", {"yuan": 260.0}, "ask"),
        Why("win_back.campaign", {"owners": 63.0}, "ask"),
    ]


def _waiting(rng: random.Random) -> Problem:
    def minutes(level: float, rise: float) -> list[MonthPoint]:
        points = []
        for i in range(24):
            value = level + rng.gauss(0, 1.6) + (rise if i >= 19 else 0)
            points.append(MonthPoint(month_name(LAST - 23 + i), value, value * 250, 250))
        return points

    return Problem(
        kpi="average_wait",
        slice={"store": "星河城南店"},
        from_=27.4,
        to=48.9,
        explains=0.88,
        p_value=4e-15,
        since="2024-05",
        owners=41.0,
        yuan=188_200.0,
        change=True,
        split=Split(6.7, 6.6, 0.1),
        series=minutes(27.4, 21.5),
        rest_series=minutes(28.1, 0.0),
        siblings=[
            _sibling({"store": "星河城南店"}, 27.4, 48.9, 3_100),
            _sibling({"store": "星河东城店"}, 28.3, 28.9, 3_600),
            _sibling({"store": "星河滨江店"}, 27.9, 27.2, 2_500),
        ],
        unmoved=["first_service_return"],
        moved=["satisfaction"],
        issue_tree=[
            Why("know.rate", {"after_minutes": 48.9, "standard_minutes": 30.0}, "yes"),
            Why("why.staff", {}, "ask"),
            Why("why.booking", {"slice_share": 0.61, "rest_share": 0.87}, "yes"),
            Why("win_back.service", {}, "ask"),
        ],
        whys=[
            Why("fewer_came", {"before_minutes": 27.4, "after_minutes": 48.9, "owners": 41.0}, None),
            Why("since", {"since": "2024-05"}, None),
            Why("a_code_nobody_has_worded_yet", {}, None),
        ],
        actions=["fix_wait", "keep_appointments", "satisfaction_rescue"],
        vins=["LATPAB071W1005301"],
    )


def _always_low(rng: random.Random) -> Problem:
    cut = {"adviser": f"周{HOSTILE}"}
    return Problem(
        kpi="second_service_return",
        slice=cut,
        from_=0.771,
        to=0.668,
        explains=0.22,
        p_value=0.0008,
        since="2021-10",
        owners=38.0,
        yuan=96_300.0,
        change=False,
        split=Split(-0.011, -0.011, 0.0),
        series=_points(rng, 0.67, 0.0, 0, (18, 30)),
        rest_series=_points(rng, 0.77, 0.0, 0, (200, 240)),
        siblings=[
            _sibling({"adviser": name}, v, v, 400)
            for name, v in (("李敏", 0.80), ("王强", 0.78), ("陈静", 0.76))
        ],
        unmoved=[],
        moved=[],
        issue_tree=[],
        whys=[],
        actions=["check_adviser"],
        vins=[],
    )


def warnings(rng: random.Random) -> list[Problem]:
    return [
        Problem(
            kpi="first_service_return",
            slice={"store": "星河滨江店", "series": "途悦"},
            from_=0.842,
            to=0.694,
            explains=0.55,
            p_value=0.0021,
            since="2024-03",
            owners=17.0,
            yuan=74_500.0,
            change=True,
            split=Split(-0.02, -0.018, -0.002),
            series=_points(rng, 0.84, 0.15, 4, (18, 28)),
            rest_series=_points(rng, 0.835, 0.0, 4, (140, 180)),
            siblings=[],
            unmoved=[],
            moved=[],
            issue_tree=[],
            whys=[],
            actions=["call_before_due", "watch_early"],
            vins=[],
        )
    ]
