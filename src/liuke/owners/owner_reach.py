"""Which stores an owner belongs to as far as owners know: the home store and the preferred one."""

from __future__ import annotations

from django.db.models import Q

from liuke.org.queries import within
from liuke.values.reach import Reach


def _own_stores(reach: Reach) -> Q:
    return within(reach, "home_store_id") | within(reach, "preferred_store_id")


REACH = (_own_stores,)
