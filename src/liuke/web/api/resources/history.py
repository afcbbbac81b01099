"""The service history: visits, their orders, the lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Path, Query, Router

from liuke.org.rules.key_scopes import KeyScope
from liuke.vehicles.models import OrderLine, Visit, WorkOrder
from liuke.vehicles.queries import (
    car_within,
    lines_of,
    order_within,
    orders_within,
    visit_within,
    visits_within,
)
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Line, filled
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.shell.wording import N_

router = Router(tags=["history"])
READ = ByKey(KeyScope.HISTORY_READ)
Number = Annotated[int, Path(ge=1, lt=2**63)]


class VisitOut(Schema):
    """A car's settled orders of one day in one store. Money is in fen."""

    id: int
    vin: str
    store_id: UUID
    day: dt.date
    orders: int
    revenue_fen: int
    odometer_km: int | None


class OrderOut(Schema):
    """A work order without its lines."""

    id: int
    order_no: str
    vin: str
    store_id: UUID
    day: dt.date
    status: str | None
    symptom: str | None
    items: str | None
    adviser: str | None
    odometer_km: int | None
    arrived_at: dt.datetime | None
    settled_at: dt.datetime | None
    labour_fen: int | None
    parts_fen: int | None
    discount_fen: int | None
    total_fen: int | None
    owner_paid_fen: int | None


class LineOut(Schema):
    """A line of an order."""

    id: int
    line_no: str | None
    line_type: str | None
    item_code: str | None
    item: str | None
    quantity: Decimal | None
    unit_fen: int | None
    amount_fen: int | None
    discount_fen: int | None
    payer: str | None


class OrderWithLines(OrderOut):
    """A work order with its lines."""

    lines: list[LineOut]


class OrderFilters(Schema):
    """Which orders."""

    store_id: UUID | None = None
    vin: Annotated[Line, Field(max_length=17)] | None = None
    order_no: Line | None = None
    import_id: UUID | None = Field(None, description="written last by this import")


def _visit(row: Visit) -> VisitOut:
    return filled(VisitOut, row, vin=row.vehicle_id)


def _order(row: WorkOrder) -> OrderOut:
    return filled(OrderOut, row, vin=row.vehicle_id)


def _line(row: OrderLine) -> LineOut:
    return filled(LineOut, row)


@router.get(
    "/vehicles/{uuid:vehicle_id}/visits",
    url_name="api_visits",
    auth=READ,
    response={200: Page[VisitOut], 404: Problem, 422: Problem},
    summary=N_("The visits of a vehicle"),
)
def visits(request: Call, vehicle_id: UUID, paging: Paged) -> HttpResponse:
    """Those to stores the key reaches."""
    car = car_within(request.rights, vehicle_id)
    return answer_page(page_of(visits_within(request.rights).filter(vehicle__vin=car.vin), paging, _visit))


@router.get(
    "/visits/{visit_id}/orders",
    url_name="api_visit_orders",
    auth=READ,
    response={200: Page[OrderOut], 404: Problem, 422: Problem},
    summary=N_("The orders of a visit"),
)
def visit_orders(request: Call, visit_id: Number, paging: Paged) -> HttpResponse:
    """The car's orders of that day in that store."""
    visit = visit_within(request.rights, visit_id)
    rows = orders_within(request.rights).filter(
        vehicle__vin=visit.vehicle_id, store=visit.store_id, day=visit.day
    )
    return answer_page(page_of(rows, paging, _order))


@router.get(
    "/orders",
    url_name="api_orders",
    auth=READ,
    response={200: Page[OrderOut], 422: Problem},
    summary=N_("Orders in reach"),
)
def orders(request: Call, filters: Annotated[OrderFilters, Query()], paging: Paged) -> HttpResponse:
    """By id, oldest first."""
    names = {"store_id": "store_id", "vin": "vehicle", "order_no": "order_no", "import_id": "batch_id"}
    exact = {names[name]: value for name, value in filters.model_dump(exclude_none=True).items()}
    return answer_page(page_of(orders_within(request.rights).filter(**exact), paging, _order))


@router.get(
    "/orders/{order_id}",
    url_name="api_order",
    auth=READ,
    response={200: OrderWithLines, 404: Problem, 422: Problem},
    summary=N_("One order with its lines"),
)
def order(request: Call, order_id: Number) -> HttpResponse:
    """With its ETag."""
    row = order_within(request.rights, order_id)
    lines = [_line(line) for line in lines_of(row)]
    return answer(request, filled(OrderWithLines, row, vin=row.vehicle_id, lines=lines))
