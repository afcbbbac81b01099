"""Lists by pages: the cursor names the last row seen, so rows that come and go move nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from ninja import Field, Query

from liuke.web.api.problems import BadCursor
from liuke.web.api.schema import Schema

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
LONGEST_PAGE = 200


class Paging(Schema):
    """Where to go on, and how many rows at most."""

    cursor: str | None = Field(None, max_length=200, description="next_cursor of the page before")
    limit: int = Field(50, ge=1, le=LONGEST_PAGE)


Paged = Annotated[Paging, Query()]


class Page(Schema, Generic[Item]):
    """One page; ``next_cursor`` is null on the last."""

    items: list[Item]
    next_cursor: str | None


def page_of(rows: QuerySet[Row], paging: Paging, shown: Callable[[Row], Item]) -> Page[Item]:
    """The rows after the cursor in order of id, which is the order in which they were made.

    Raises BadCursor.
    """
    if paging.cursor is not None:
        rows = rows.filter(pk__gt=read_cursor(paging.cursor, _kind(rows)))
    found = list(rows.order_by("pk")[: paging.limit + 1])
    more = len(found) > paging.limit
    shown_rows = found[: paging.limit]
    last = write_cursor(shown_rows[-1].pk) if more else None
    return Page[Any](items=[shown(row) for row in shown_rows], next_cursor=last)


def answer_page(page: Schema) -> HttpResponse:
    """A page as it goes out."""
    return HttpResponse(page.model_dump_json(), content_type="application/json")


def write_cursor(value: object) -> str:
    """
    >>> read_cursor(write_cursor(7), int)
    7
    """
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def read_cursor(text: str, kind: Callable[[str], Any]) -> Any:
    """Raises BadCursor."""
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        read = kind(value)
    except (ValueError, binascii.Error):
        raise BadCursor from None
    if isinstance(read, int) and not 0 <= read < 2**63:
        raise BadCursor
    return read


def _kind(rows: QuerySet[Any]) -> Callable[[str], Any]:
    return int if rows.model._meta.pk.get_internal_type().endswith("AutoField") else UUID
