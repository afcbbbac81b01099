"""Grades, churn and value of the sample group."""

from __future__ import annotations

import datetime as dt
import random

from sample_world import HOSTILE, STORES

from liuke.insight.churn.findings import (
    AtRisk,
    Backtest,
    CalibrationBin,
    Churn,
    Ranking,
    ReasonCount,
    RiskBand,
    SleeperBand,
)
from liuke.insight.rfm.findings import Calibrated, Mark, Rfm, Thresholds, Tier, Tiers
from liuke.insight.value.findings import SimpleValue, StatisticalValue, Value, ValueBin


def rfm() -> Rfm:
    def tiers(shares: list[float], profits: list[float]) -> list[Tier]:
        expected = ((0.15, 0.65), (0.35, 0.30), (0.30, 0.05), (0.20, 0.0))
        total = 4_980_000.0
        return [
            Tier(round(5_873 * s), s, p, e, f, total * p)
            for s, p, (e, f) in zip(shares, profits, expected, strict=True)
        ]

    calibrated = tiers([0.152, 0.341, 0.306, 0.201], [0.534, 0.352, 0.108, 0.006])
    return Rfm(
        thresholds=Thresholds(30, 90, 4, 8, 10_000, 20_000),
        tiers=Tiers(*tiers([0.009, 0.068, 0.322, 0.601], [0.061, 0.244, 0.431, 0.264])),
        calibrated=Calibrated(Thresholds(112, 265, 2, 3, 1_150, 3_900), *calibrated),
        owners=5_873,
        top_fifth_profit_share=0.588,
        marks=[
            Mark("vehicle_age", "3–5年", 0.44, 0.26, 1.69),
            Mark("energy", "燃油", 0.71, 0.52, 1.37),
            Mark("channel", "转介绍", 0.19, 0.11, 1.73),
            Mark("series", "ES6", 0.31, 0.24, 1.29),
            Mark("district", "高新", 0.28, 0.22, 1.27),
        ],
        lorenz=[(i / 20, (i / 20) ** 2.9) for i in range(21)],
        gini=0.57,
    )


def churn(rng: random.Random) -> Churn:
    return Churn(
        backtest=_backtest(rng),
        why_not=None,
        vehicles_scored=4_902,
        vehicles_active=4_012,
        expected_leavers=1_688.4,
        stake_yuan=3_861_000,
        bands=[
            RiskBand(0.0, 0.2, 1_804, 402_000),
            RiskBand(0.2, 0.4, 1_120, 690_000),
            RiskBand(0.4, 0.6, 801, 912_000),
            RiskBand(0.6, 0.8, 655, 1_030_000),
            RiskBand(0.8, 1.0, 522, 827_000),
        ],
        reasons=[
            ReasonCount("overdue", 1_310, 1_940_000),
            ReasonCount("interval_stretched", 902, 1_210_000),
            ReasonCount("ageing", 540, 610_000),
            ReasonCount("low_satisfaction", 221, 402_000),
            ReasonCount("long_wait", 160, 214_000),
            ReasonCount("open_complaint", 31, 88_000),
        ],
        at_risk=_at_risk(rng),
        sleepers=[
            SleeperBand(12, 18, 402, 0.21, 1_204, 1_480.0, 290.8, True),
            SleeperBand(18, 24, 288, 0.11, 980, 1_390.0, 132.9, True),
            SleeperBand(24, 36, 391, 0.012, 1_450, 1_310.0, -4.3, False),
            SleeperBand(36, None, 512, None, 12, None, None, None),
        ],
    )


def _backtest(rng: random.Random) -> Backtest:
    foretold = (0.04, 0.08, 0.13, 0.19, 0.26, 0.34, 0.44, 0.56, 0.70, 0.87)
    missed = (0.01, -0.01, 0.02, -0.01, 0.01, -0.02, 0.02, 0.01, -0.02, 0.01)
    return Backtest(
        cutoff=dt.date(2023, 10, 1),
        vehicles=3_884,
        leavers=1_402,
        auc=0.842,
        ece=0.014,
        lift_top_decile=2.41,
        baseline=Ranking(0.741, None, 1.86),
        calibration=[CalibrationBin(p, p + d, 388) for p, d in zip(foretold, missed, strict=True)],
        gains=[(x / 20, 1 - (1 - x / 20) ** 2.6, 1 - (1 - x / 20) ** 1.6) for x in range(21)],
        value_forecast_yuan=4_812_000,
        value_actual_yuan=4_980_000,
        value_error=-0.0337,
        value_error_by_decile=[(120 + 260 * i, 120 + 260 * i + rng.gauss(0, 90)) for i in range(10)],
    )


def _at_risk(rng: random.Random) -> list[AtRisk]:
    cars = []
    for i in range(60):
        probability = 0.97 - i * 0.008
        cars.append(
            AtRisk(
                vin=f"LVSHCA{i:03d}N{1_002_000 + i * 37}",
                owner=f"1380000{i:04d}",
                name=HOSTILE
                if i == 3
                else rng.choice(["张小明", "欧阳娜", "李雷", "留客汽车租赁有限公司", "王芳"]),
                phone=f"138{rng.randint(0, 9999):04d}{i:04d}",
                plate=f"沪AD{rng.randint(10_000, 99_999)}",
                store=rng.choice(STORES),
                adviser=rng.choice(["李敏", "王强", "陈静"]),
                series=rng.choice(["ES6", "ET5", "途悦"]),
                last_visit_day=dt.date(2023, 1 + i % 12, 5),
                due_day=dt.date(2023, 7, 5) + dt.timedelta(days=i * 4),
                overdue_days=454 - i * 4,
                hazard=2.4 - i * 0.02,
                probability=probability,
                stake_yuan=9_800 - i * 130.0,
                reasons=[
                    ("overdue", {"days": 454.0 - i * 4}),
                    ("interval_stretched", {"times": 2.4 - i * 0.02}),
                    ("low_satisfaction", {"score": 2.0}),
                ][: 1 + i % 3],
            )
        )
    return cars


def value() -> Value:
    return Value(
        simple=SimpleValue(7.4, 14.2, 1_210.0, 15_300.0, 8_900.0, 41_382.0, 0.42, 17_380.4, 25_000.0, 0.695),
        statistical=StatisticalValue(
            5,
            0.08,
            5_214.0,
            3_980.0,
            25_560_000.0,
            [ValueBin(d, 420 * 1.38**d, 0.02 * 1.33**d / 1.015) for d in range(1, 11)],
            -0.041,
            0.187,
        ),
        point_of_retention_yuan=386_000.0,
        active_vehicles=4_012,
    )
