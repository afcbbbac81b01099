"""Lists by the page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


def paged(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page asked for; a wrong number gives the nearest there is."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))


def number_of(request: HttpRequest) -> int:
    """The page asked for, for whoever fetches it without a Paginator; the first where it is none."""
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), 1_000_000) if text.isdecimal() else 1


def rest_of_query(request: HttpRequest) -> str:
    """The present filters, ready for ``page=2`` to be appended."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}&" if kept else "?"
