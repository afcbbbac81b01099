"""What is done most, and what is bought together."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.operations.findings import ServiceRank, Services
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, bar
from liuke.insight.reports.wording import slices

_SHOWN = 10


@dataclass(frozen=True)
class ServiceRow:
    item: str
    kind: str
    visits: str
    bar: Bar
    share: str
    revenue: str
    change: str
    trend: str


@dataclass(frozen=True)
class ServicesPage:
    top: list[ServiceRow]
    packages: list[ServiceRow]
    pairs: list[tuple[str, str, str, str, str]]


def build_services(diagnosis: Diagnosis, pen: Pen) -> ServicesPage | None:
    services = diagnosis.services
    if not services.top and not services.packages:
        return None
    return ServicesPage(_ranks(services.top, pen), _ranks(services.packages, pen), _pairs(services, pen))


def _ranks(ranks: list[ServiceRank], pen: Pen) -> list[ServiceRow]:
    most = max((rank.visits for rank in ranks), default=0)
    return [
        ServiceRow(
            rank.item,
            pen.t(slices.VALUES.get(rank.kind, rank.kind)) if rank.kind else "",
            pen.f.number(rank.visits),
            bar(rank.visits, most=most),
            pen.f.share(rank.share_of_visits),
            pen.f.yuan(rank.revenue_yuan),
            pen.f.change(rank.change, 0) if rank.change is not None else "",
            "" if rank.change is None else "up" if rank.change > 0 else "down" if rank.change < 0 else "flat",
        )
        for rank in ranks[:_SHOWN]
    ]


def _pairs(services: Services, pen: Pen) -> list[tuple[str, str, str, str, str]]:
    return [
        (p.first, p.second, pen.f.number(p.visits), pen.f.share(p.confidence, 0), pen.f.number(p.lift, 1))
        for p in services.pairs
    ]
