"""The troubles that can be planted in a simulated dealer group, as a typed table.

A plant changes what the world does, never a figure: owners who would have come stay away, cars wait longer,
a part squeaks. Every plant names the figure and the slice where the diagnosis ought to find it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from liuke.values.refusal import Refusal

REPEAT = 99
"""Upper end of a span of services that never ends."""


@dataclass(frozen=True)
class Where:
    """Where a plant works; a field left out means everywhere.

    ``store`` counts the stores from 0 (modulo their number); ``adviser`` means the owners of the adviser on
    the first seat of the first store.
    """

    series: str | None = None
    model: str | None = None
    district: str | None = None
    store: int | None = None
    adviser: bool = False


@dataclass(frozen=True)
class Absence:
    """Of those who would have come to services ``first`` to ``last`` only the share ``keeps`` comes."""

    where: Where
    first: int
    last: int
    keeps: float


@dataclass(frozen=True)
class DearerService:
    """Maintenance costs ``factor`` times as much."""

    where: Where
    factor: float


@dataclass(frozen=True)
class LongerWait:
    """Walk-ins wait ``factor`` times as long; booked work starts ``delay_minutes`` later on average."""

    where: Where
    factor: float
    delay_minutes: float


@dataclass(frozen=True)
class WorseMood:
    """Owners leave the store less content, by ``shift`` standard deviations."""

    where: Where
    shift: float


@dataclass(frozen=True)
class SameComplaint:
    """Of the visits within ``weeks`` a ``share`` ends in a complaint of one symptom, days later at most."""

    where: Where
    symptom: str
    share: float
    weeks: int


@dataclass(frozen=True)
class OtherMix:
    """A series sells ``factor`` times as much as before."""

    series: str
    factor: float


Effect = Absence | DearerService | LongerWait | WorseMood | SameComplaint | OtherMix
Kind = Literal["rate", "static", "decoy"]


@dataclass(frozen=True)
class Cause:
    """What the diagnosis should find: a figure at a slice. ``also_moves`` names figures it drags along."""

    kpi: str
    where: Where
    kind: Kind
    also_moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plant:
    """One trouble. ``months_before`` the end it began; None: it has always been so.

    ``lasting`` are effects that hold from the beginning whatever ``months_before`` says.
    """

    name: str
    zh: str
    en: str
    months_before: int | None
    effects: tuple[Effect, ...]
    causes: tuple[Cause, ...]
    lasting: tuple[Effect, ...] = ()


class PlantUnknown(Refusal):
    """A plant was asked for that is not in the table."""

    code = "plant_unknown"
    sentence = "There is no trouble named %(name)s. Choose from: %(names)s."


_SOUTH_ES6 = Where(series="ES6", district="城南")
_SECOND_STORE, _THIRD_STORE = Where(store=1), Where(store=2)
_FIRST_STORE_SUV = Where(series="途野", store=0)
_NOISY = Where(model="ES6 100kWh 长续航版")

_TABLE = (
    Plant(
        "second-service-drop",
        "城南新开连锁修理厂，ES6 车主二保不再回来",
        "a new repair chain takes the ES6 owners of 城南 before their second service",
        14,
        (Absence(_SOUTH_ES6, 2, 2, 0.57),),
        (Cause("second_service_return", _SOUTH_ES6, "rate"),),
    ),
    Plant(
        "first-service-drop",
        "第二家店交车后不再做首保邀约",
        "the second store no longer invites new owners to their first service",
        13,
        (Absence(_SECOND_STORE, 1, 1, 0.83),),
        (Cause("first_service_return", _SECOND_STORE, "rate"),),
    ),
    Plant(
        "adviser-leaves",
        "第一家店的资深服务顾问离职，老客户跟着流失",
        "a senior adviser of the first store leaves, and the owners stay away",
        12,
        (Absence(Where(adviser=True), 2, REPEAT, 0.52),),
        (Cause("second_service_return", Where(adviser=True), "rate", ("yearly_retention",)),),
    ),
    Plant(
        "price-rise",
        "ET5 保养涨价，二次以后保养回店下降",
        "maintenance of the ET5 becomes dearer and repeat maintenance falls",
        13,
        (DearerService(Where(series="ET5"), 1.24), Absence(Where(series="ET5"), 2, REPEAT, 0.74)),
        (
            Cause(
                "second_service_return",
                Where(series="ET5"),
                "rate",
                ("yearly_retention", "revenue_per_visit"),
            ),
        ),
    ),
    Plant(
        "wait-explosion",
        "第三家店技师短缺，等待时间暴涨、预约不准时",
        "the third store is short of technicians: waits explode, appointments slip",
        5,
        (LongerWait(_THIRD_STORE, 2.6, 9.0),),
        (
            Cause("average_wait", _THIRD_STORE, "rate", ("satisfaction", "nps", "same_day_completion")),
            Cause("booking_punctuality", _THIRD_STORE, "rate"),
        ),
    ),
    Plant(
        "satisfaction-slump",
        "第一家店的途野车主满意度下滑",
        "途野 owners are no longer content with the first store",
        7,
        (WorseMood(_FIRST_STORE_SUV, -0.9),),
        (Cause("satisfaction", _FIRST_STORE_SUV, "rate", ("nps",)),),
    ),
    Plant(
        "complaint-burst",
        "ES6 长续航版制动异响集中投诉",
        "brake noise of one ES6 model is complained of again and again",
        3,
        (SameComplaint(_NOISY, "制动异响", 0.20, 11),),
        (Cause("complaint_rate", _NOISY, "rate"),),
    ),
    Plant(
        "recent-drop",
        "ES6 车主到期不再按时回来（暂时只有同龄早期序列看得出）",
        "ES6 owners no longer come when due; only the early series can see it yet",
        4,
        (Absence(Where(series="ES6"), 2, 2, 0.36),),
        (Cause("second_service_return", Where(series="ES6"), "rate"),),
    ),
    Plant(
        "mix-shift",
        "低留存的雅行销量猛增，各切片自身并无变化（诱饵）",
        "雅行, whose owners have always come less, suddenly sells much more (a decoy)",
        26,
        (OtherMix("雅行", 3.2),),
        (
            Cause("second_service_return", Where(series="雅行"), "decoy"),
            Cause("second_service_return", Where(series="雅行"), "static"),
        ),
        lasting=(Absence(Where(series="雅行"), 2, 2, 0.80),),
    ),
    Plant(
        "store-always-low",
        "第三家店的回店率一直偏低",
        "the third store has always kept fewer owners than the others",
        None,
        (Absence(_THIRD_STORE, 1, 1, 0.93), Absence(_THIRD_STORE, 2, 2, 0.84)),
        (
            Cause("second_service_return", _THIRD_STORE, "static"),
            Cause("first_service_return", _THIRD_STORE, "static"),
        ),
    ),
)

PLANTS: Mapping[str, Plant] = {plant.name: plant for plant in _TABLE}
"""Every plant by name."""


@dataclass(frozen=True)
class Planted:
    """A plant with the day it began, in days since 1970 (None: always)."""

    plant: Plant
    since_day: int | None

    always: ClassVar[int] = -(10**6)

    def effects(self) -> tuple[tuple[Effect, int], ...]:
        """Each effect with the day it begins."""
        begin = self.always if self.since_day is None else self.since_day
        return tuple((e, begin) for e in self.plant.effects) + tuple(
            (e, self.always) for e in self.plant.lasting
        )


def chosen_plants(names: Sequence[str]) -> tuple[Plant, ...]:
    """The plants of those names, each once. Raises PlantUnknown.

    >>> [p.name for p in chosen_plants(["mix-shift", "mix-shift"])]
    ['mix-shift']
    """
    for name in names:
        if name not in PLANTS:
            raise PlantUnknown(name=name, names=", ".join(PLANTS))
    return tuple(PLANTS[name] for name in dict.fromkeys(names))
