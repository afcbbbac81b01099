"""DMS B: csv in GB18030 as Excel saves it in China: 2024/3/5, ¥ and thousands; page breaks repeat a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from liuke.simulation.exports.sheet import Cell, Columns, Sheet, write_csv
from liuke.simulation.exports.wording import Wording, numbered, slashed_days, slashed_moments, yuan_with_sign
from liuke.simulation.world.records import OrderKey, StoreRecords

ENCODING = "gb18030"
_WORDING = Wording(
    kinds={
        "maintenance": "保养",
        "repair": "机修",
        "accident": "钣喷",
        "warranty": "索赔",
        "inspection": "年审",
        "accessory": "美容装饰",
    },
    joint="、",
    pdi="PDI检测",
    states=("未结", "结清", "取消"),
    bookings=("到店", "爽约", "店方取消", "车主取消"),
    channels=("电话预约", "公众号", "电话预约", "小程序"),
    payers=("客户", "保险公司", "厂家"),
    services={
        "maintenance": "保养",
        "repair": "维修",
        "accident": "钣喷",
        "warranty": "索赔",
        "inspection": "年审",
        "accessory": "装饰",
    },
)
_PAGE, _SPOKEN_PHONE = 1200, 97


def order_number(key: OrderKey) -> str:
    """WX, the short day, a hyphen, the place that day.

    >>> import datetime as dt
    >>> order_number(OrderKey(dt.date(2024, 3, 5), 12, 900))
    'WX240305-012'
    """
    return f"WX{key.day:%y%m%d}-{key.of_day:03d}"


def export_b(records: StoreRecords, folder: Path) -> None:
    """Five files, one per table."""
    for name, columns in (
        ("整车交付明细", _sales(records)),
        ("维修结算", _with_repeated_rows(_orders(records))),
        ("预约", _appointments(records)),
        ("客户回访", _answers(records)),
        ("投诉", _grievances(records)),
    ):
        write_csv(folder / f"{records.store}_{name}.csv", Sheet(name, columns), encoding=ENCODING)


def _with_repeated_rows(columns: Columns) -> Columns:
    """The last row of a page comes again at the top of the next."""
    repeated: dict[str, Sequence[Cell]] = {}
    for header, cells in columns.items():
        pages = [list(cells[max(at - 1, 0) : at + _PAGE]) for at in range(0, len(cells), _PAGE)]
        repeated[header] = [cell for page in pages for cell in page]
    return repeated


def _spoken(phones: Sequence[str | None]) -> list[str | None]:
    """Now and then a number is typed in groups, as one says it."""
    return [f"{p[:3]} {p[3:7]} {p[7:]}" if p and n % _SPOKEN_PHONE == 50 else p for n, p in enumerate(phones)]


def _sales(records: StoreRecords) -> Columns:
    sales, car = records.sales, records.sales.car
    count = len(sales.delivery_day)
    return {
        "网点": [records.store] * count,
        "所属大区": [records.region] * count,
        "VIN码": car.vin,
        "品牌": car.brand,
        "车系名称": car.series,
        "车款": car.model,
        "动力类型": car.energy,
        "车牌": car.plate,
        "客户名称": car.owner_name,
        "性别": [None if f is None else "女" if f else "男" for f in car.female],
        "出生年月日": slashed_days(car.birthday),
        "联系电话": _spoken(car.phone),
        "居住区域": car.district,
        "信息来源": sales.channel,
        "购车价格": yuan_with_sign(sales.price_fen),
        "签约日期": slashed_days(sales.sold_day),
        "交付日期": slashed_days(sales.delivery_day),
        "产品专家": sales.seller,
    }


def _orders(records: StoreRecords) -> Columns:
    orders, car = records.orders, records.orders.car
    return {
        "网点名称": [records.store] * len(orders.key),
        "结算单号": numbered(orders.key, order_number),
        "VIN码": car.vin,
        "牌照号": car.plate,
        "车系名称": car.series,
        "车款": car.model,
        "客户名称": car.owner_name,
        "送修人电话": _spoken(orders.phone_of_bringer),
        "业务类别": _WORDING.visit_kinds(orders),
        "客户描述": orders.symptom,
        "行驶里程": orders.odometer_km,
        "到店时间": slashed_moments(orders.arrived_at),
        "制单时间": slashed_moments(orders.opened_at),
        "开始维修时间": slashed_moments(orders.started_at),
        "竣工时间": slashed_moments(orders.finished_at),
        "结账时间": slashed_moments(orders.settled_at),
        "离店时间": slashed_moments(orders.left_at),
        "SA": orders.adviser,
        "维修技师": orders.technician,
        "工费": yuan_with_sign(orders.labour_fen),
        "配件费": yuan_with_sign(orders.parts_fen),
        "折扣金额": yuan_with_sign(orders.discount_fen),
        "实收金额": yuan_with_sign(orders.total_fen),
        "保险支付": yuan_with_sign(orders.insurer_fen),
        "厂家承担": yuan_with_sign(orders.warranty_fen),
        "客户自费": yuan_with_sign(orders.owner_fen),
        "配件成本": yuan_with_sign(orders.parts_cost_fen),
        "人工成本": yuan_with_sign(orders.labour_cost_fen),
        "单据状态": [_WORDING.states[s] for s in orders.status],
    }


def _appointments(records: StoreRecords) -> Columns:
    appointments, car = records.appointments, records.appointments.car
    return {
        "预约编号": [f"B{serial:07d}" for serial in appointments.serial],
        "网点": [records.store] * len(appointments.serial),
        "VIN码": car.vin,
        "车牌": car.plate,
        "客户电话": car.phone,
        "预约到店时间": slashed_moments(appointments.booked_at),
        "实际到店时间": slashed_moments(appointments.arrived_at),
        "实际开始时间": slashed_moments(appointments.started_at),
        "预约内容": _WORDING.booked_services(appointments.kinds),
        "预约方式": _WORDING.booking_channels(appointments.channel),
        "履约状态": [_WORDING.bookings[s] for s in appointments.status],
    }


def _answers(records: StoreRecords) -> Columns:
    answers, car = records.answers, records.answers.car
    return {
        "回访编号": [f"R{serial:06d}" for serial in answers.serial],
        "网点": [records.store] * len(answers.serial),
        "关联工单号": numbered(answers.key, order_number),
        "VIN码": car.vin,
        "客户电话": car.phone,
        "回访日期": slashed_moments(answers.answered_at),
        "总体满意度": answers.satisfaction,
        "推荐度": answers.nps,
        "意见建议": answers.comment,
        "SA": answers.adviser,
    }


def _grievances(records: StoreRecords) -> Columns:
    grievances, car = records.grievances, records.grievances.car
    return {
        "投诉单号": [f"T{serial:05d}" for serial in grievances.serial],
        "网点": [records.store] * len(grievances.serial),
        "受理时间": slashed_moments(grievances.received_at),
        "VIN码": car.vin,
        "投诉人": car.owner_name,
        "客户电话": car.phone,
        "问题类型": grievances.symptom,
        "问题描述": grievances.content,
        "处理措施": grievances.remedy,
        "处理期限": slashed_moments(grievances.due_at),
        "解决时间": slashed_moments(grievances.solved_at),
        "是否解决": ["否" if at is None else "是" for at in grievances.solved_at],
    }
