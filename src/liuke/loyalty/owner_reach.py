"""An owner also belongs to the stores whose guest they are."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from liuke.loyalty.models import Guest
from liuke.org.queries import within
from liuke.values.reach import Reach


def _as_guest(reach: Reach) -> Q:
    return Q(Exists(Guest.objects.filter(within(reach), owner=OuterRef("pk"))))


REACH = (_as_guest,)
