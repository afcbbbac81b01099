"""An owner also belongs to the stores where a car of theirs is at home or has come to."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from liuke.org.queries import within
from liuke.values.reach import Reach
from liuke.vehicles.models import Vehicle, Visit


def _by_cars(reach: Reach) -> Q:
    own = Vehicle.objects.filter(owner=OuterRef("pk"))
    came = Visit.objects.filter(within(reach), vehicle__owner=OuterRef("pk"))
    return Exists(own.filter(within(reach))) | Q(Exists(came))


REACH = (_by_cars,)
