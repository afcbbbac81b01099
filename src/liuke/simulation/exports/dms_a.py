"""DMS A: workbooks with a title, several sheets and a line of totals; real dates and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from liuke.simulation.exports.sheet import Columns, Sheet, write_xlsx
from liuke.simulation.exports.wording import Wording, numbered, yuan
from liuke.simulation.world.catalogue import GROUP
from liuke.simulation.world.records import Number, OrderKey, Orders, StoreRecords

_WORDING = Wording(
    kinds={
        "maintenance": "定期保养",
        "repair": "一般维修",
        "accident": "事故维修",
        "warranty": "三包索赔",
        "inspection": "年检续保",
        "accessory": "精品加装",
    },
    joint="+",
    pdi="新车PDI",
    states=("在修", "已结算", "已作废"),
    bookings=("已到店", "未到店", "门店取消", "客户取消"),
    channels=("电话", "微信", "APP", "电话", "到店"),
    payers=("客户自付", "保险", "厂家索赔"),
    services={
        "maintenance": "定期保养",
        "repair": "故障检修",
        "accident": "事故车定损",
        "warranty": "索赔检修",
        "inspection": "年检代办",
        "accessory": "精品安装",
    },
)


def order_number(key: OrderKey) -> str:
    """RO, the day, the place that day.

    >>> order_number(OrderKey(dt.date(2024, 3, 5), 12, 900))
    'RO20240305012'
    """
    return f"RO{key.day:%Y%m%d}{key.of_day:03d}"


def export_a(records: StoreRecords, folder: Path, *, printed_on: dt.date) -> None:
    """Two workbooks: sales and orders, and what customer service keeps."""
    orders, sales = _orders(records), _sales(records)
    totals = {name: sum(fen) / 100 for name, fen in _money(records.orders).items()}
    write_xlsx(
        folder / f"{records.store}_新车销售与维修工单.xlsx",
        [
            Sheet("新车销售明细", sales, _title(records, "新车销售明细表", printed_on), {"序号": "合计"}),
            Sheet(
                "维修工单", orders, _title(records, "维修工单明细表", printed_on), {"序号": "合计", **totals}
            ),
        ],
    )
    write_xlsx(
        folder / f"{records.store}_客服台账.xlsx",
        [
            Sheet("预约记录", _appointments(records)),
            Sheet("满意度回访", _answers(records)),
            Sheet("客户投诉", _grievances(records)),
        ],
    )


def _title(records: StoreRecords, name: str, printed_on: dt.date) -> tuple[str, ...]:
    return (f"{GROUP}{records.store} {name}", f"制表日期：{printed_on:%Y-%m-%d}    单位：元")


def _sales(records: StoreRecords) -> Columns:
    sales, car = records.sales, records.sales.car
    count = len(sales.delivery_day)
    return {
        "序号": range(1, count + 1),
        "大区": [records.region] * count,
        "销售门店": [records.store] * count,
        "订单日期": sales.sold_day,
        "交车日期": sales.delivery_day,
        "车架号": car.vin,
        "车牌号": car.plate,
        "品牌": car.brand,
        "车系": car.series,
        "车型": car.model,
        "能源类型": car.energy,
        "成交价": yuan(sales.price_fen),
        "销售顾问": sales.seller,
        "客户姓名": car.owner_name,
        "性别": [None if f is None else "女" if f else "男" for f in car.female],
        "出生日期": car.birthday,
        "手机号": car.phone,
        "客户区域": car.district,
        "客户来源": sales.channel,
    }


def _orders(records: StoreRecords) -> Columns:
    orders, car = records.orders, records.orders.car
    count = len(orders.key)
    return {
        "序号": range(1, count + 1),
        "大区": [records.region] * count,
        "门店": [records.store] * count,
        "工单号": numbered(orders.key, order_number),
        "维修类型": _WORDING.visit_kinds(orders),
        "工单状态": [_WORDING.states[s] for s in orders.status],
        "车架号": car.vin,
        "车牌号": car.plate,
        "车系": car.series,
        "车型": car.model,
        "车主姓名": car.owner_name,
        "手机号": car.phone,
        "进厂时间": orders.arrived_at,
        "开单时间": orders.opened_at,
        "开工时间": orders.started_at,
        "完工时间": orders.finished_at,
        "结算时间": orders.settled_at,
        "出厂时间": orders.left_at,
        "进厂里程": orders.odometer_km,
        "服务顾问": orders.adviser,
        "主修技师": orders.technician,
        "是否预约": ["是" if b else "否" for b in orders.booked],
        "故障描述": orders.symptom,
        **{name: yuan(fen) for name, fen in _money(orders).items()},
    }


def _money(orders: Orders) -> Mapping[str, Number]:
    return {
        "工时费": orders.labour_fen,
        "材料费": orders.parts_fen,
        "优惠金额": orders.discount_fen,
        "结算金额": orders.total_fen,
        "保险赔付": orders.insurer_fen,
        "索赔金额": orders.warranty_fen,
        "自费金额": orders.owner_fen,
        "材料成本": orders.parts_cost_fen,
        "工时成本": orders.labour_cost_fen,
    }


def _appointments(records: StoreRecords) -> Columns:
    appointments, car = records.appointments, records.appointments.car
    return {
        "预约单号": [f"YY{serial:06d}" for serial in appointments.serial],
        "门店": [records.store] * len(appointments.serial),
        "车牌号": car.plate,
        "车架号": car.vin,
        "客户姓名": car.owner_name,
        "手机号": car.phone,
        "预约项目": _WORDING.booked_services(appointments.kinds),
        "预约渠道": _WORDING.booking_channels(appointments.channel),
        "预约时间": appointments.booked_at,
        "到店时间": appointments.arrived_at,
        "开工时间": appointments.started_at,
        "预约状态": [_WORDING.bookings[s] for s in appointments.status],
        "工单号": numbered(appointments.key, order_number),
    }


def _answers(records: StoreRecords) -> Columns:
    answers, car = records.answers, records.answers.car
    return {
        "问卷编号": [f"HF{serial:06d}" for serial in answers.serial],
        "门店": [records.store] * len(answers.serial),
        "工单号": numbered(answers.key, order_number),
        "车架号": car.vin,
        "回访时间": answers.answered_at,
        "服务顾问": answers.adviser,
        "满意度评分": answers.satisfaction,
        "推荐意愿": answers.nps,
        "客户意见": answers.comment,
    }


def _grievances(records: StoreRecords) -> Columns:
    grievances, car = records.grievances, records.grievances.car
    return {
        "投诉编号": [f"TS{serial:05d}" for serial in grievances.serial],
        "门店": [records.store] * len(grievances.serial),
        "投诉时间": grievances.received_at,
        "车架号": car.vin,
        "车主姓名": car.owner_name,
        "手机号": car.phone,
        "关联工单": numbered(grievances.key, order_number),
        "投诉类型": grievances.symptom,
        "投诉内容": grievances.content,
        "处理措施": grievances.remedy,
        "要求完成时间": grievances.due_at,
        "结案时间": grievances.solved_at,
        "处理状态": ["处理中" if at is None else "已结案" for at in grievances.solved_at],
    }
