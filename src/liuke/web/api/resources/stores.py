"""Stores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from liuke.org.models import Store
from liuke.org.queries import store_within, stores_within
from liuke.org.rules.key_scopes import KeyScope
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import filled
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.shell.wording import N_

router = Router(tags=["stores"])
READ = ByKey(KeyScope.STORES_READ)


class StoreOut(Schema):
    """A store."""

    id: UUID
    code: str
    name: str
    kind: str
    region_id: UUID | None
    district: str
    address: str
    longitude: float | None
    latitude: float | None
    service_area: list[str]
    active: bool
    custom: dict[str, Any]


def _shown(store: Store) -> StoreOut:
    area = [one.district for one in store.service_districts.all()]
    return filled(StoreOut, store, service_area=area)


@router.get(
    "/stores",
    url_name="api_stores",
    auth=READ,
    response={200: Page[StoreOut], 422: Problem},
    summary=N_("Stores in reach"),
)
def stores(request: Call, paging: Paged) -> HttpResponse:
    """Every store the key reaches."""
    return answer_page(
        page_of(stores_within(request.rights).prefetch_related("service_districts"), paging, _shown)
    )


@router.get(
    "/stores/{uuid:store_id}",
    url_name="api_store",
    auth=READ,
    response={200: StoreOut, 404: Problem},
    summary=N_("One store"),
)
def store(request: Call, store_id: UUID) -> HttpResponse:
    """With its ETag."""
    return answer(request, _shown(store_within(request.rights, store_id)))
