"""A3 Tags set by built-in models 模型标签: rules over cars and items, each with the evidence it found.

Each statement gives ``owner_id`` and ``facts``, a list of [code, figures]; the surface says them in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from liuke.vehicles.conditions import ITEMS

MONTHS = 24
DEAR_CAR_FEN, BIG_SPENDER_FEN = 35_000_000, 1_000_000
MANY_KM_A_YEAR, LEAST_DAYS = 25_000, 180
OFTEN = 2

_ITEM = f"""
    SELECT owner_id, jsonb_agg(jsonb_build_array('item', jsonb_build_object('item', item, 'times', times))
        ORDER BY times DESC, item) AS facts
    FROM (
        SELECT v.owner_id, i.name AS item, count(*) AS times,
            sum(count(*)) OVER (PARTITION BY v.owner_id) AS all_times,
            row_number() OVER (PARTITION BY v.owner_id ORDER BY count(*) DESC, i.name) AS place
        FROM {ITEMS}
        WHERE v.owner_id IS NOT NULL AND i.name ~ %(pattern)s
            AND d.day > (%(today)s::date - make_interval(months => {MONTHS}))::date
        GROUP BY v.owner_id, i.name
    ) AS found WHERE all_times >= %(least)s AND place <= 3 GROUP BY owner_id
"""
_DEAR = f"""
    SELECT owner_id, jsonb_build_array(jsonb_build_array('car_price', jsonb_build_object(
        'yuan', max(price_fen) / 100))) AS facts
    FROM vehicles_vehicle WHERE owner_id IS NOT NULL AND price_fen >= {DEAR_CAR_FEN} GROUP BY owner_id
    UNION ALL
    SELECT owner_id, jsonb_build_array(jsonb_build_array('spend_12', jsonb_build_object(
        'yuan', spend_12_fen / 100)))
    FROM owners_standing WHERE spend_12_fen >= {BIG_SPENDER_FEN}
"""
_FAR = f"""
    SELECT v.owner_id, jsonb_build_array(jsonb_build_array('km_a_year', jsonb_build_object(
        'km', max(far.km_a_year)))) AS facts
    FROM (
        SELECT vin, ((max(odometer_km) - min(odometer_km)) * 365.0 / (max(day) - min(day)))::int AS km_a_year
        FROM vehicles_visit
        WHERE odometer_km IS NOT NULL AND day > (%(today)s::date - make_interval(months => {MONTHS}))::date
        GROUP BY vin HAVING max(day) - min(day) >= {LEAST_DAYS}
    ) AS far JOIN vehicles_vehicle AS v ON v.vin = far.vin
    WHERE v.owner_id IS NOT NULL AND far.km_a_year >= {MANY_KM_A_YEAR} GROUP BY v.owner_id
"""
_ENERGY = """
    SELECT owner_id, jsonb_build_array(jsonb_build_array('energy', jsonb_build_object(
        'energy', min(energy)))) AS facts
    FROM vehicles_vehicle WHERE owner_id IS NOT NULL AND energy ~* '电|混动|增程|氢|EV' GROUP BY owner_id
"""
_ACCIDENTS = f"""
    SELECT v.owner_id, jsonb_build_array(jsonb_build_array('accidents', jsonb_build_object(
        'times', count(DISTINCT (w.vin, w.day))))) AS facts
    FROM vehicles_workorder AS w JOIN vehicles_vehicle AS v ON v.vin = w.vin
    WHERE v.owner_id IS NOT NULL AND w.kinds & 4 > 0
        AND w.day > (%(today)s::date - make_interval(months => {MONTHS}))::date
    GROUP BY v.owner_id HAVING count(DISTINCT (w.vin, w.day)) >= {OFTEN}
"""


@dataclass(frozen=True)
class ModelTag:
    """``name`` is what the tag is called at first; the group may rename it."""

    key: str
    name: str
    note: str
    sql: str
    parameters: dict[str, Any] = field(default_factory=dict)


MODELS = (
    ModelTag("high_net_worth", "高净值客户", "车价35万元以上，或近12个月消费1万元以上", _DEAR),
    ModelTag(
        "road_trips",
        "热衷自驾游",
        "年均行驶2.5万公里以上，或做过自驾、长途相关项目",
        f"{_FAR} UNION ALL {_ITEM}",
        {"pattern": "自驾|长途|车顶箱|行李架|露营|拖车钩|车载冰箱|越野", "least": 1},
    ),
    ModelTag(
        "new_energy",
        "关注新能源技术",
        "拥有新能源车，或做过充电桩、电池、软件升级相关项目",
        f"{_ENERGY} UNION ALL {_ITEM}",
        {"pattern": "充电桩|动力电池|电池检测|软件升级|OTA|智能驾驶", "least": 1},
    ),
    ModelTag(
        "modification",
        "改装爱好者",
        "近24个月做过改装类项目",
        _ITEM,
        {"pattern": "改装|轮毂升级|包围|尾翼|避震|改色|氛围灯", "least": 1},
    ),
    ModelTag(
        "detailing",
        "爱车美容",
        "近24个月做过两次以上美容项目",
        _ITEM,
        {"pattern": "镀晶|镀膜|贴膜|抛光|打蜡|精洗|内饰清洗|美容", "least": OFTEN},
    ),
    ModelTag(
        "air_conditioning",
        "常做空调养护",
        "近24个月做过两次以上空调项目：夏季适合推荐冷媒检测",
        _ITEM,
        {"pattern": "空调", "least": OFTEN},
    ),
    ModelTag(
        "accidents", "事故维修较多", "近24个月有两次以上事故维修：适合推荐续保与安全驾驶关怀", _ACCIDENTS
    ),
)
