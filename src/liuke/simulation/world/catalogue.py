"""What the group sells and where its owners live."""

from __future__ import annotations

from dataclasses import dataclass

GROUP = "云驰汽车集团"
BRANDS = ("云岚", "启程")


@dataclass(frozen=True)
class Model:
    """One model of a series: price of the car and its share of the series' sales."""

    name: str
    price_yuan: int
    share: float


@dataclass(frozen=True)
class Series:
    """One series. ``loyalty`` shifts the log-odds of coming back, ``costs`` multiplies service prices."""

    name: str
    brand: str
    energy: str
    share: float
    plan_months: int
    plan_km: int
    costs: float
    loyalty: float
    km_per_day: float
    models: tuple[Model, ...]
    vin_prefix: str


SERIES: tuple[Series, ...] = (
    Series(
        "ES6",
        "云岚",
        "纯电",
        0.30,
        12,
        20_000,
        1.22,
        0.00,
        41.0,
        (Model("ES6 75kWh 标准版", 338_000, 0.62), Model("ES6 100kWh 长续航版", 396_000, 0.38)),
        "LYR",
    ),
    Series(
        "ET5",
        "云岚",
        "纯电",
        0.16,
        12,
        20_000,
        1.14,
        -0.05,
        43.0,
        (Model("ET5 75kWh", 258_000, 0.7), Model("ET5 100kWh", 298_000, 0.3)),
        "LYR",
    ),
    Series(
        "DM7",
        "云岚",
        "插电混动",
        0.14,
        12,
        15_000,
        1.12,
        0.05,
        38.0,
        (Model("DM7 超混标准版", 218_000, 0.55), Model("DM7 超混旗舰版", 258_000, 0.45)),
        "LYR",
    ),
    Series(
        "途野",
        "启程",
        "燃油",
        0.21,
        6,
        7_500,
        1.02,
        0.05,
        36.0,
        (
            Model("途野 1.5T 舒适型", 139_800, 0.5),
            Model("途野 2.0T 豪华型", 178_800, 0.35),
            Model("途野 2.0T 四驱旗舰型", 209_800, 0.15),
        ),
        "LCH",
    ),
    Series(
        "雅行",
        "启程",
        "燃油",
        0.19,
        6,
        7_500,
        0.84,
        -0.08,
        33.0,
        (Model("雅行 1.5L 精英型", 99_800, 0.6), Model("雅行 1.5T 尊享型", 128_800, 0.4)),
        "LCH",
    ),
)


@dataclass(frozen=True)
class District:
    """A part of the city: where it lies (km from the centre), its share of owners, how they are.

    ``thrift`` shifts price sensitivity; ``loyalty`` the log-odds of coming back; ``taste`` multiplies the
    share of single series in what its people buy.
    """

    name: str
    x_km: float
    y_km: float
    share: float
    thrift: float
    loyalty: float
    taste: tuple[tuple[str, float], ...] = ()


DISTRICTS: tuple[District, ...] = (
    District("城南", 0, -9, 0.28, 0.00, 0.02, (("ES6", 1.60), ("雅行", 0.8))),
    District("城北", 0, 10, 0.10, 0.03, -0.04),
    District("城东", 10, 1, 0.10, -0.02, 0.06),
    District("城西", -10, 0, 0.09, 0.02, -0.03),
    District("高新区", 6, 7, 0.09, -0.06, 0.05, (("ET5", 1.3), ("ES6", 1.05))),
    District("滨江", -5, 4, 0.09, -0.03, 0.00),
    District("老城", 1, 1, 0.08, 0.06, -0.02, (("雅行", 1.5), ("ES6", 0.8))),
    District("开发区", 12, -8, 0.07, 0.02, 0.02, (("途野", 1.3),)),
    District("大学城", -9, -8, 0.06, 0.01, -0.05, (("ET5", 1.2),)),
    District("临港", 18, 6, 0.04, 0.02, -0.03, (("途野", 1.2),)),
)


@dataclass(frozen=True)
class Site:
    """A place where a store can stand."""

    name: str
    region: str
    x_km: float
    y_km: float


SITES: tuple[Site, ...] = (
    Site("滨江店", "西区", -4, 2),
    Site("会展店", "东区", 7, -3),
    Site("北湖店", "东区", 2, 8),
    Site("南站店", "西区", -1, -8),
    Site("西山店", "西区", -11, 1),
    Site("科技园店", "东区", 7, 8),
    Site("经开店", "东区", 12, -9),
    Site("古城店", "西区", 1, 0),
    Site("学府店", "西区", -9, -9),
    Site("海港店", "东区", 18, 7),
)

CHANNELS: tuple[tuple[str, float], ...] = (
    ("自然到店", 0.34),
    ("网络线索", 0.27),
    ("转介绍", 0.13),
    ("老客增换购", 0.11),
    ("车展", 0.09),
    ("大客户", 0.06),
)
