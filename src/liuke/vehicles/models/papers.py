"""What is agreed about a car: insurance policies, work put off, who drives and who pays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liuke.org.models import Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models import Owner
from liuke.vehicles.models.vehicle import Vehicle


class Policy(Versioned):
    """An insurance policy 保单, in force from ``from_day`` up to and with ``to_day``."""

    class Kind(models.TextChoices):
        COMPULSORY = "compulsory"
        COMMERCIAL = "commercial"

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="policies")
    kind = models.TextField(choices=Kind)
    insurer = models.TextField(blank=True)
    number = models.TextField(blank=True)
    from_day = models.DateField()
    to_day = models.DateField()
    premium_fen = models.BigIntegerField(null=True)
    cancelled = models.BooleanField(default=False)
    batch_id = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(to_day__gte=F("from_day")), name="a_policy_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["vehicle", "kind", "from_day"],
                condition=Q(cancelled=False),
                name="a_car_has_one_policy_of_a_kind_from_a_day",
            ),
        )


class DeclinedWork(Versioned):
    """Work that was advised and put off 未施工项目; open until it is done or dropped."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="declined")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.TextField()
    day = models.DateField()
    remind_day = models.DateField()
    price_fen = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    state = models.TextField(choices=State, default=State.OPEN)

    class Meta:
        indexes = (
            models.Index(
                fields=["vehicle", "remind_day"], condition=Q(state="open"), name="declined_work_still_open"
            ),
        )


class VehicleRole(Versioned):
    """Who is what to a car, by hand: a new owner from a day on, a driver, a payer.

    A row of the owner's role is a change of ownership; ``Ownership`` follows from it as from a sale.
    """

    class Role(models.TextChoices):
        OWNER = "owner"
        DRIVER = "driver"
        PAYER = "payer"

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="roles")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="vehicle_roles")
    role = models.TextField(choices=Role)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")), name="a_role_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["vehicle", "from_day"], condition=Q(role="owner"), name="a_car_gets_one_owner_a_day"
            ),
        )
