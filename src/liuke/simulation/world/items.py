"""What a workshop sells: services, parts, the faults behind repairs, with list prices in yuan."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.values.visit_kind import BITS

PETROL, PLUG_IN, ELECTRIC = "燃油", "插电混动", "纯电"
_ENGINE = (PETROL, PLUG_IN)
_BATTERY = (PLUG_IN, ELECTRIC)
_ALL = (PETROL, PLUG_IN, ELECTRIC)


@dataclass(frozen=True)
class Service:
    """A job on a visit of one kind: its part and its labour at list price (0: there is none).

    ``share`` of the visits of that kind have it, from ``from_years`` of age on; ``summer`` multiplies the
    share from June to August; ``quantity`` is that of the part.
    """

    code: str
    name: str
    kind: str
    part_yuan: int
    labour_yuan: int
    share: float
    energies: tuple[str, ...] = _ALL
    from_years: float = 0.0
    summer: float = 1.0
    quantity: int = 1

    @property
    def bit(self) -> int:
        return BITS[self.kind]


SERVICES: tuple[Service, ...] = (
    Service("BY001", "机油机滤更换", "maintenance", 58, 120, 1.0, _ENGINE),
    Service("BY002", "全合成机油", "maintenance", 398, 0, 1.0, _ENGINE, quantity=4),
    Service("BY003", "三电系统检测", "maintenance", 0, 320, 1.0, _BATTERY),
    Service("BY004", "制动系统清洁养护", "maintenance", 36, 160, 0.72, (ELECTRIC,)),
    Service("BY005", "空调滤芯", "maintenance", 136, 30, 0.36, _ENGINE, summer=1.5),
    Service("BY006", "高效空调滤芯", "maintenance", 188, 30, 0.78, (ELECTRIC,), summer=1.15),
    Service("BY007", "空气滤芯", "maintenance", 98, 20, 0.34, _ENGINE),
    Service("BY008", "制动液更换", "maintenance", 160, 180, 0.24, _ALL, 1.7),
    Service("BY009", "火花塞更换", "maintenance", 420, 160, 0.13, _ENGINE, 3.2),
    Service("BY010", "变速箱油更换", "maintenance", 860, 300, 0.10, _ENGINE, 3.4),
    Service("BY011", "冷却液更换", "maintenance", 380, 220, 0.20, _BATTERY, 2.6),
    Service("BY012", "四轮换位", "maintenance", 0, 120, 0.28),
    Service("BY013", "蓄电池检测", "maintenance", 0, 0, 0.22),
    Service("BY014", "燃油系统清洗", "maintenance", 168, 80, 0.15, (PETROL,), 1.0),
    Service("BY015", "空调系统杀菌清洗", "maintenance", 128, 100, 0.10, summer=3.2),
    Service("BY016", "雨刮片", "maintenance", 168, 0, 0.18, _ALL, 0.9),
    Service("JQ001", "年检代办", "inspection", 0, 280, 0.42, _ALL, 1.5),
    Service("JQ002", "保险续保服务", "inspection", 0, 120, 1.0),
    Service("JQ003", "尾气检测", "inspection", 0, 90, 0.45, (PETROL,), 1.5),
    Service("JP001", "行车记录仪安装", "accessory", 620, 120, 0.27),
    Service("JP002", "全车玻璃贴膜", "accessory", 1480, 420, 0.16),
    Service("JP003", "漆面镀晶", "accessory", 460, 780, 0.18),
    Service("JP004", "脚垫", "accessory", 388, 0, 0.33),
    Service("JP005", "内饰深度清洁", "accessory", 40, 360, 0.36),
    Service("JP006", "隐形车衣局部贴膜", "accessory", 1680, 600, 0.07),
    Service("SG001", "前保险杠钣喷", "accident", 1260, 920, 0.46),
    Service("SG002", "车门钣喷", "accident", 0, 1180, 0.40),
    Service("SG003", "大灯总成更换", "accident", 2350, 260, 0.20),
    Service("SG004", "后视镜总成更换", "accident", 720, 120, 0.17),
    Service("SG005", "翼子板钣喷", "accident", 580, 860, 0.30),
    Service("SG006", "后保险杠钣喷", "accident", 1120, 840, 0.34),
    Service("SG007", "前挡风玻璃更换", "accident", 1850, 300, 0.09),
)


@dataclass(frozen=True)
class Fault:
    """A symptom as owners tell it, its system, and the job that cures it.

    ``weight`` among the faults of cars of those energies, times ``summer`` from June to August, times
    ``covered`` among those the manufacturer pays.
    """

    symptom: str
    system: str
    code: str
    job: str
    part_yuan: int
    labour_yuan: int
    weight: float
    energies: tuple[str, ...] = _ALL
    summer: float = 1.0
    covered: float = 1.0


FAULTS: tuple[Fault, ...] = (
    Fault("制动异响", "制动系统", "WX001", "前刹车片更换", 840, 300, 1.3, covered=0.7),
    Fault("过坑底盘异响", "底盘系统", "WX002", "下摆臂胶套更换", 1030, 510, 1.0, covered=1.2),
    Fault("空调不制冷", "空调系统", "WX003", "空调制冷剂加注", 350, 240, 0.8, summer=3.0, covered=0.8),
    Fault("方向跑偏", "转向系统", "WX004", "四轮定位", 0, 490, 1.0, covered=0.2),
    Fault("启动困难", "电器系统", "WX005", "蓄电池更换", 1110, 80, 0.8, covered=0.6),
    Fault("轮胎鼓包漏气", "轮胎", "WX006", "轮胎更换", 1240, 80, 1.2, covered=0.1),
    Fault("车机黑屏卡顿", "智能座舱", "WX007", "车机软件升级", 0, 240, 0.8, covered=2.2),
    Fault("发动机故障灯亮", "动力系统", "WX008", "氧传感器更换", 920, 320, 0.9, _ENGINE, covered=1.4),
    Fault("充电速度慢", "三电系统", "WX009", "充电口总成更换", 1860, 490, 0.5, _BATTERY, covered=2.4),
    Fault("天窗漏水", "车身系统", "WX010", "天窗排水管疏通", 50, 380, 0.4, summer=1.8, covered=1.3),
    Fault("减振器漏油", "底盘系统", "WX011", "前减振器更换", 1970, 570, 0.4, covered=1.3),
    Fault("雨刮异响刮不净", "电器系统", "WX012", "雨刮片更换", 230, 30, 0.8, covered=0.1),
)

COMPLAINTS: tuple[tuple[str, float], ...] = (
    ("等待时间长", 0.22),
    ("维修质量", 0.24),
    ("服务态度", 0.17),
    ("收费争议", 0.18),
    ("配件缺货", 0.11),
    ("交车未洗净", 0.08),
)
"""What owners complain of in an ordinary month, with weights."""
