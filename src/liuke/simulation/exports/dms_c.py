"""DMS C: a workbook of text cells for the orders, csv in UTF-8 with BOM for the rest, order lines apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from liuke.simulation.exports.sheet import Columns, Sheet, write_csv, write_xlsx
from liuke.simulation.exports.wording import (
    Wording,
    chinese_days,
    compact_days,
    numbered,
    plain_moments,
    yuan_text,
)
from liuke.simulation.world.records import OrderKey, StoreRecords

ENCODING = "utf-8-sig"
_WORDING = Wording(
    kinds={
        "maintenance": "常规保养",
        "repair": "小修",
        "accident": "事故车",
        "warranty": "厂家三包",
        "inspection": "年检代办",
        "accessory": "精品美容",
    },
    joint="/",
    pdi="新车整备",
    states=("维修中", "已出厂", "作废"),
    bookings=("已履约", "未履约", "网点取消", "用户取消"),
    channels=("线上", "电话", "线上", "企业微信"),
    payers=("客户自付", "保险理赔", "三包索赔"),
    services={
        "maintenance": "常规保养",
        "repair": "小修",
        "accident": "事故维修",
        "warranty": "三包检修",
        "inspection": "年检代办",
        "accessory": "精品美容",
    },
)
_SATISFACTION = ("非常不满意", "不满意", "一般", "满意", "非常满意")
_TYPED_SMALL = 211


def order_number(key: OrderKey) -> str:
    """PG and a number that never starts again.

    >>> import datetime as dt
    >>> order_number(OrderKey(dt.date(2024, 3, 5), 12, 900))
    'PG0000900'
    """
    return f"PG{key.serial:07d}"


def export_c(records: StoreRecords, folder: Path) -> None:
    """One workbook and five csv files."""
    orders = Sheet("派工单", _orders(records))
    write_xlsx(folder / f"{records.store}_派工单.xlsx", [orders])
    for name, columns in (
        ("交车档案", _sales(records)),
        ("派工单项目明细", _lines(records)),
        ("预约登记", _appointments(records)),
        ("满意度调查", _answers(records)),
        ("投诉处理", _grievances(records)),
    ):
        write_csv(folder / f"{records.store}_{name}.csv", Sheet(name, columns), encoding=ENCODING)


def _vins(vins: Sequence[str | None]) -> list[str | None]:
    """Some clerks type in lower case."""
    return [v.lower() if v and n % _TYPED_SMALL == 100 else v for n, v in enumerate(vins)]


def _sales(records: StoreRecords) -> Columns:
    sales, car = records.sales, records.sales.car
    return {
        "底盘号": _vins(car.vin),
        "车系": car.series,
        "车型配置": car.model,
        "品牌": car.brand,
        "能源类型": car.energy,
        "牌照": [p or "未上牌" for p in car.plate],
        "交车日期": compact_days(sales.delivery_day),
        "合同日期": compact_days(sales.sold_day),
        "成交价格": yuan_text(sales.price_fen),
        "顾客姓名": car.owner_name,
        "手机": car.phone,
        "所在区": car.district,
        "来源渠道": sales.channel,
        "销售员": sales.seller,
        "门店": [records.store] * len(sales.price_fen),
    }


def _orders(records: StoreRecords) -> Columns:
    orders, car = records.orders, records.orders.car
    return {
        "派工单号": numbered(orders.key, order_number),
        "底盘号": car.vin,
        "车牌号码": [p or "未上牌" for p in car.plate],
        "车系": car.series,
        "车型配置": car.model,
        "顾客姓名": car.owner_name,
        "手机": car.phone,
        "作业类型": _WORDING.visit_kinds(orders),
        "接车时间": plain_moments(orders.arrived_at),
        "开单时间": plain_moments(orders.opened_at),
        "开始作业时间": plain_moments(orders.started_at),
        "完工时间": plain_moments(orders.finished_at),
        "结算日期": chinese_days(orders.settled_at),
        "公里数": [str(km) for km in orders.odometer_km],
        "接待员": orders.adviser,
        "主修人": orders.technician,
        "是否预约": ["Y" if b else "N" for b in orders.booked],
        "故障现象": orders.symptom,
        "故障系统": orders.system,
        "工时费": yuan_text(orders.labour_fen),
        "材料费": yuan_text(orders.parts_fen),
        "优惠": yuan_text(orders.discount_fen),
        "结算金额": yuan_text(orders.total_fen),
        "保险金额": yuan_text(orders.insurer_fen),
        "三包金额": yuan_text(orders.warranty_fen),
        "客户自付": yuan_text(orders.owner_fen),
        "材料成本": yuan_text(orders.parts_cost_fen),
        "工时成本": yuan_text(orders.labour_cost_fen),
        "状态": [_WORDING.states[s] for s in orders.status],
        "门店": [records.store] * len(orders.key),
    }


def _lines(records: StoreRecords) -> Columns:
    lines = records.lines
    return {
        "派工单号": numbered(lines.key, order_number),
        "行号": lines.line_no,
        "项目代码": lines.code,
        "项目名称": lines.item,
        "费用类型": ["配件" if part else "工时" for part in lines.is_part],
        "数量": [f"{quantity:g}" for quantity in lines.quantity],
        "金额": yuan_text(lines.amount_fen),
        "成本": yuan_text(lines.cost_fen),
        "付费方式": [_WORDING.payers[p] for p in lines.payer],
        "主修人": lines.technician,
        "门店": [records.store] * len(lines.key),
    }


def _appointments(records: StoreRecords) -> Columns:
    appointments, car = records.appointments, records.appointments.car
    return {
        "预约号": [f"{serial:08d}" for serial in appointments.serial],
        "底盘号": car.vin,
        "手机": car.phone,
        "预约日期": plain_moments(appointments.booked_at),
        "到店时间": plain_moments(appointments.arrived_at),
        "开始服务时间": plain_moments(appointments.started_at),
        "状态": [_WORDING.bookings[s] for s in appointments.status],
        "预约服务": _WORDING.booked_services(appointments.kinds),
        "渠道": _WORDING.booking_channels(appointments.channel),
        "关联工单": numbered(appointments.key, order_number),
        "门店": [records.store] * len(appointments.serial),
    }


def _answers(records: StoreRecords) -> Columns:
    answers, car = records.answers, records.answers.car
    return {
        "调查编号": [f"{serial:07d}" for serial in answers.serial],
        "工单号": numbered(answers.key, order_number),
        "底盘号": car.vin,
        "提交时间": plain_moments(answers.answered_at),
        "整体满意度": [_SATISFACTION[s - 1] for s in answers.satisfaction],
        "NPS评分": answers.nps,
        "评价内容": answers.comment,
        "接待员": answers.adviser,
        "门店": [records.store] * len(answers.serial),
    }


def _grievances(records: StoreRecords) -> Columns:
    grievances, car = records.grievances, records.grievances.car
    return {
        "投诉号": [f"{serial:06d}" for serial in grievances.serial],
        "投诉日期": plain_moments(grievances.received_at),
        "底盘号": car.vin,
        "顾客": car.owner_name,
        "手机": car.phone,
        "工单号": numbered(grievances.key, order_number),
        "问题分类": grievances.symptom,
        "投诉详情": grievances.content,
        "解决期限": plain_moments(grievances.due_at),
        "办结时间": plain_moments(grievances.solved_at),
        "解决状态": ["处理中" if at is None else "已解决" for at in grievances.solved_at],
        "门店": [records.store] * len(grievances.serial),
    }
