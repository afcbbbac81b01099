"""Two diagnoses to render before, and independent of, any real run: a full one and an almost empty one.

The full one is a group of three stores with the worked case (ES6 × 城南), two further problems, names that try
to break out of the page, and figures of every kind. The empty one is what a single unusable file leaves.
"""

from __future__ import annotations

import random

from sample_kpis import kpis, retention, series
from sample_owners import churn, rfm, value
from sample_problems import problems, warnings
from sample_shop import people, plan, season, services
from sample_world import AS_OF, HOSTILE, STORES

from liuke.insight.churn.findings import Churn
from liuke.insight.diagnosis.contract import (
    SCHEMA_VERSION,
    Answer,
    Diagnosis,
    Input,
    MappedColumn,
    Quality,
    Remark,
    Rows,
    Searched,
    SharedPhone,
)
from liuke.insight.metrics.findings import Kpi, Previous
from liuke.insight.operations.findings import People, Season, Services
from liuke.insight.retention.findings import Retention
from liuke.insight.rfm.findings import Calibrated, Rfm, Thresholds, Tier, Tiers
from liuke.insight.value.findings import Value


def full() -> Diagnosis:
    """Everything filled."""
    rng = random.Random(7)
    inputs = _inputs()
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        liuke_version="0.1.0",
        as_of=AS_OF,
        engine="duckdb",
        inputs=inputs,
        rows=_rows(inputs),
        quality=_quality(),
        vehicles=6_214,
        owners=5_873,
        stores=STORES,
        profit_basis="costs",
        kpis=kpis(),
        series=series(rng),
        retention=retention(),
        problems=problems(rng),
        early_warnings=warnings(rng),
        searched=Searched(["first_service_return", "average_wait"], ["first_service_return"]),
        rfm=rfm(),
        churn=churn(rng),
        value=value(),
        season=season(rng),
        services=services(),
        people=people(rng),
        plan=plan(),
        timings={"read": 1.84, "star": 0.62, "kpis": 0.31, "drilldown": 1.27, "churn": 2.05},
    )


def empty() -> Diagnosis:
    """What is left when one file of sales was readable and nothing else."""
    inputs = [Input("新车.xlsx", "Sheet1", "vehicle_sales", 3, 1, 0, 0, 2, 0)]
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        liuke_version="0.1.0",
        as_of=AS_OF,
        engine="duckdb",
        inputs=inputs,
        rows=_rows(inputs),
        quality=Quality([], [], [], [], [], [], 0, []),
        vehicles=1,
        owners=1,
        stores=[],
        profit_basis="settled_amount",
        kpis=[_unknown("first_service_return"), _unknown("second_service_return")],
        series=[],
        retention=Retention(None, [], [], [], []),
        problems=[],
        early_warnings=[],
        searched=Searched([], []),
        rfm=_no_grades(),
        churn=Churn(None, "no_visits", 0, 0, 0.0, 0.0, [], [], [], []),
        value=Value(None, None, None, 0),
        season=Season([], [], [], []),
        services=Services([], []),
        people=People([], []),
        plan=[],
        timings={},
    )


def _unknown(key: str) -> Kpi:
    none = Previous(None, None, None, None)
    needs = ["work_orders.arrived_at|opened_at", "vehicle_sales.delivery_day"]
    return Kpi(key, "retention", "share", None, None, None, None, 0.9, None, "no_data", none, needs, "higher")


def _no_grades() -> Rfm:
    tier = Tier(0, 0.0, None, 0.15, 0.65, 0.0)
    edges = Thresholds(30, 90, 4, 8, 10_000, 20_000)
    tiers, calibrated = Tiers(tier, tier, tier, tier), Calibrated(edges, tier, tier, tier, tier)
    return Rfm(edges, tiers, calibrated, 0, None, [], [], None)


def _inputs() -> list[Input]:
    return [
        Input("新车销售明细.xlsx", "销售明细", "vehicle_sales", 6_310, 6_214, 118, 61, 4, 31),
        Input("维修工单_东城.xlsx", "工单", "work_orders", 18_204, 18_093, 640, 88, 5, 18),
        Input("维修工单_城南.csv", "维修工单_城南", "work_orders", 15_880, 15_803, 15_803, 52, 1, 24),
        Input("维修工单_滨江.csv", "维修工单_滨江", "work_orders", 13_107, 13_064, 211, 30, 2, 11),
        Input("工单项目.csv", "工单项目", "order_lines", 96_420, 96_371, 0, 12, 1, 36),
        Input("预约.xlsx", "预约", "appointments", 11_950, 11_950, 0, 0, 0, 0),
        Input("回访.xlsx", "满意度", "surveys", 8_412, 8_410, 3, 0, 1, 1),
        Input("客诉.xlsx", "投诉", "complaints", 196, 195, 0, 0, 1, 0),
        Input(f"备注{HOSTILE}.xlsx", "Sheet1", "unrecognised", 14, 0, 0, 0, 14, 0),
    ]


def _rows(inputs: list[Input]) -> Rows:
    return Rows(*(sum(getattr(i, name) for i in inputs) for name in Rows.__dataclass_fields__))


def _quality() -> Quality:
    sales, orders = ("新车销售明细.xlsx", "销售明细"), ("维修工单_城南.csv", "维修工单_城南")
    columns = [
        (*sales, "底盘号", "vin", 1.0, "synonym"),
        (*sales, "交车日期", "delivery_day", 1.0, "synonym"),
        (*sales, "车系", "series", 1.0, "synonym"),
        (*sales, "客户片区", "district", 0.86, "similar"),
        (*sales, "经办", "seller", 0.71, "answer"),
        (*sales, "备注2", None, 0.0, "unknown"),
        (*orders, "派工单号", "order_no", 1.0, "synonym"),
        (*orders, "底盘号", "vin", 1.0, "synonym"),
        (*orders, "来店时刻", "arrived_at", 0.78, "content"),
        (*orders, "联系人电话", "phone", 0.9, "synonym"),
        (*orders, "牌照", "plate", 1.0, "synonym"),
        (*orders, f"标签{HOSTILE}", None, 0.0, "unknown"),
    ]
    remarks = [
        Remark(
            "vin_length",
            "rejected",
            *sales,
            "底盘号",
            19,
            [(214, "LATPAB071W10053"), (877, "LATPAB071W100530112")],
        ),
        Remark("key_conflict", "rejected", *orders, None, 12, [(3_301, "GD20230811-07")]),
        Remark("phone_digits_lost", "rejected", *orders, "联系人电话", 12, [(88, "1.38E+10")]),
        Remark("vin_check_digit", "warned", *sales, "底盘号", 44, [(12, "LATPAB070W1005301")]),
        Remark("landline", "warned", *orders, "联系人电话", 27, [(640, "021-5888 1234")]),
        Remark("formula_text", "warned", *orders, f"标签{HOSTILE}", 1, [(17, "=cmd|' /C calc'!A0")]),
        Remark("encoding_gb18030", "fixed", *orders, None, 15_803, []),
        Remark(
            "phone_form", "fixed", *orders, "联系人电话", 611, [(5, "138 1234 5678"), (9, "+86 13912345678")]
        ),
        Remark("full_width", "fixed", *sales, "底盘号", 74, [(31, "ＬＡＴＰＡＢ０７１Ｗ１００５３０１")]),
        Remark("total", "skipped", *sales, None, 4, [(6_315, "合计")]),
    ]
    return Quality(
        mapping=[MappedColumn(*column) for column in columns],
        remarks=remarks,
        answers=[
            Answer("column", *sales, "经办", {}, "seller", "user"),
            Answer("plate_moves", "", "", "", {"plates": "3", "plate": "湘AD12345"}, "yes", "proposal"),
        ],
        hidden_sheets=[("回访.xlsx", "旧数据")],
        hidden_rows=[("新车销售明细.xlsx", "销售明细", 23)],
        shared_phones=[SharedPhone("13800001111", 9, 11, ["林晓"]), SharedPhone("13900002222", 5, 5, [])],
        vehicles_without_sale=1_102,
        stores_without_sales=["星河滨江店"],
    )
