"""Season, services, people and the first week of the sample group."""

from __future__ import annotations

import math
import random

from sample_world import HOSTILE, LAST, MONTHS, STORES

from liuke.insight.diagnosis.contract import PlanStep
from liuke.insight.operations.findings import (
    MonthDemand,
    People,
    PersonFigures,
    Season,
    ServicePair,
    ServiceRank,
    Services,
)


def season(rng: random.Random) -> Season:
    index = [1.06, 0.71, 0.93, 1.04, 0.98, 0.95, 1.08, 1.02, 1.12, 0.96, 1.01, 1.14]
    months = []
    for i in range(36):
        visits = round(700 * index[(LAST - 35 + i) % 12] * (1 + 0.004 * i) + rng.gauss(0, 18))
        months.append(MonthDemand(MONTHS[i], visits, visits * 1_250.0))
    day = [0] * 8 + [38, 74, 81, 62, 21, 44, 58, 61, 49, 30, 8] + [0] * 5
    load = [1.15, 0.9, 0.85, 0.88, 1.0, 1.5, 1.3]
    hours = [[round(v * f * (1 + 0.1 * math.sin(h))) for h, v in enumerate(day)] for f in load]
    return Season(months, list(index), [sum(row) for row in hours], hours)


def services() -> Services:
    top = [
        ("机油机滤更换", "maintenance", 5_410, 2_980_000.0, 0.588, 0.02),
        ("空调滤芯", "maintenance", 2_904, 522_000.0, 0.316, 0.11),
        ("四轮定位", "repair", 1_212, 363_600.0, 0.132, -0.04),
        ("前刹车片", "repair", 980, 784_000.0, 0.106, 0.07),
        ("蓄电池检测", "maintenance", 942, 47_100.0, 0.102, 0.34),
        ("事故钣喷", "accident", 866, 2_420_000.0, 0.094, -0.02),
        ("变速箱油", "maintenance", 640, 832_000.0, 0.07, -0.13),
        (HOSTILE, None, 512, 61_000.0, 0.056, None),
        ("年检代办", "inspection", 490, 147_000.0, 0.053, 0.05),
        ("内饰清洗", "accessory", 388, 116_400.0, 0.042, 0.22),
    ]
    return Services(
        [ServiceRank(*row) for row in top],
        [
            ServicePair("空调滤芯", "空调管路清洗", 402, 0.61, 4.8),
            ServicePair("前刹车片", "刹车油", 390, 0.44, 3.9),
            ServicePair("四轮定位", "轮胎更换", 351, 0.29, 3.1),
        ],
        [
            ServiceRank("两年四次保养套餐", "maintenance", 311, 622_000.0, 0.034, 0.41),
            ServiceRank("夏季空调套餐", "maintenance", 204, 122_400.0, 0.022, None),
        ],
    )


def people(rng: random.Random) -> People:
    def person(name: str, visits: int, share: float | None, fix: float | None) -> PersonFigures:
        pull = visits / (visits + 220)
        shrunk = None if share is None else 0.74 + (share - 0.74) * pull
        fixed = None if fix is None else 0.87 + (fix - 0.87) * 0.5
        width = 1.64 * math.sqrt(0.74 * 0.26 / (visits + 40))
        return PersonFigures(
            name,
            rng.choice(STORES),
            visits,
            1_100 + rng.random() * 400,
            share,
            shrunk,
            None if shrunk is None else shrunk - width,
            None if shrunk is None else min(1.0, shrunk + width),
            0.91,
            0.905,
            visits // 4,
            fix,
            fixed,
            visits // 5,
            visits // 2,
            None if fixed is None else fixed - width,
            None if fixed is None else min(1.0, fixed + width),
        )

    advisers = [
        ("李敏", 1_510, 0.80),
        ("王强", 1_322, 0.78),
        ("陈静", 1_204, 0.76),
        ("赵磊", 960, 0.75),
        ("孙悦", 602, 0.71),
        (f"周{HOSTILE}", 1_010, 0.66),
        ("新人小吴", 22, 1.0),
        ("钱进", 8, None),
    ]
    technicians = [
        ("刘师傅", 1_300, 0.93),
        ("马师傅", 1_120, 0.90),
        ("丁师傅", 640, 0.84),
        ("学徒小何", 31, 0.70),
    ]
    return People(
        [person(n, v, s, None) for n, v, s in advisers], [person(n, v, None, f) for n, v, f in technicians]
    )


def plan() -> list[PlanStep]:
    return [
        PlanStep("morning_meeting", {"weekday": 1.0}, None, 0),
        PlanStep(
            "call_problem",
            {
                "weekday": 1.0,
                "rank": 1.0,
                "slice": "ES6 × 城南",
                "owners": 63.0,
                "loss_yuan": 412_600.0,
                "yuan": 412_600.0,
            },
            "problem_1",
            63,
        ),
        PlanStep(
            "call_at_risk", {"weekday": 2.0, "vehicles": 1_177.0, "yuan": 1_857_000.0}, "at_risk", 1_177
        ),
        PlanStep("interview_lost", {"weekday": 2.0}, "problem_1", 20),
        PlanStep("second_service_due", {"weekday": 3.0, "vehicles": 214.0}, "second_service_due", 214),
        PlanStep("vip_owners", {"weekday": 3.0, "owners": 893.0, "profit_share": 0.534}, "vip_owners", 893),
        PlanStep("wake_sleepers", {"weekday": 4.0, "vehicles": 690.0, "woke_share": 0.17}, "sleepers", 690),
        PlanStep("stop_sleepers", {"weekday": 4.0, "vehicles": 391.0, "yuan": 7_820.0}, None, 0),
        PlanStep("missing_columns", {"weekday": 5.0, "kpis": 3.0}, None, 0),
        PlanStep("run_again", {}, None, 0),
    ]
