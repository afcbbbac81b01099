"""Who and what is in the demo: all invented. The stores are those of examples/export."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.org.rules.custom_fields import Bearer, CustomKind
from liuke.org.rules.roles import Level, Role

GROUP = ("云程汽车集团", "云程汽车")
REGIONS = ("江北区域", "江南区域")
BRANDS = "蔚途、雅行、途野"


@dataclass(frozen=True)
class DemoStore:
    """A store with ``bays`` numbered bays, the first of them for quick service."""

    code: str
    name: str
    region: str
    district: str
    address: str
    position: str
    serves: tuple[str, ...]
    phone: str
    area_m2: int
    bays: int


STORES = (
    DemoStore(
        "BH", "北湖店", "江北区域", "城北", "北湖大道 188 号", "118.790312,32.118406", ("城北", "江北"),
        "025-88001188", 3200, 9,
    ),
    DemoStore(
        "BJ", "滨江店", "江南区域", "滨江", "滨江中路 66 号", "118.724155,32.038271",
        ("滨江", "江北", "城西"), "025-88006666", 2600, 8,
    ),
    DemoStore(
        "HZ", "会展店", "江南区域", "城南", "会展东街 12 号", "118.738902,31.998034", ("城南", "滨江"),
        "025-88001212", 4100, 12,
    ),
)  # fmt: skip

STAFF = {
    Role.STORE_MANAGER: 1,
    Role.SERVICE_ADVISER: 6,
    Role.TECHNICIAN: 14,
    Role.CASHIER: 2,
    Role.CUSTOMER_SERVICE: 3,
    Role.SALES: 8,
}
"""How many a store plans."""
OWN_FIELDS = (
    (Bearer.OWNER, "car_club", CustomKind.CHOICE, "车友会", "Car club", ("山野会", "赛道会", "亲子会")),
    (Bearer.OWNER, "workplace", CustomKind.TEXT, "工作单位", "Workplace", ()),
    (Bearer.VEHICLE, "tyre_size", CustomKind.TEXT, "轮胎规格", "Size of the tyres", ()),
    (Bearer.STORE, "lease_until", CustomKind.DATE, "租约到期", "Lease until", ()),
)
"""Fields of the group's own: bearer, key, kind, labels, choices."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody with one role; ``place`` is a store's code, a region's name or empty for the group."""

    login: str
    name: str
    role: Role
    level: Level
    place: str = ""


S, R, G = Level.STORE, Level.REGION, Level.GROUP
PEOPLE = (
    DemoPerson("admin", "程远", Role.ADMINISTRATOR, G),
    DemoPerson("jituan", "云海峰", Role.GROUP, G),
    DemoPerson("yunying", "苏文静", Role.OPERATIONS_MANAGER, G),
    DemoPerson("quyu", "徐立群", Role.REGIONAL_MANAGER, R, "江南区域"),
    DemoPerson("dianzhang", "郭建平", Role.STORE_MANAGER, S, "BH"),
    DemoPerson("dianzhang2", "徐敏", Role.STORE_MANAGER, S, "HZ"),
    DemoPerson("guwen", "梅晓芸", Role.SERVICE_ADVISER, S, "BH"),
    DemoPerson("shouyin", "方圆", Role.CASHIER, S, "BH"),
    DemoPerson("jishi", "鲁大成", Role.TECHNICIAN, S, "BH"),
    DemoPerson("kefu", "沈若兰", Role.CUSTOMER_SERVICE, S, "BH"),
    DemoPerson("xiaoshou", "高子昂", Role.SALES, S, "BH"),
    DemoPerson("shichang", "乔安", Role.MARKETING, G),
    DemoPerson("zhiliang", "严正", Role.QUALITY_ENGINEER, G),
    DemoPerson("shenji", "文静远", Role.AUDITOR, G),
)
