"""Owners that belong together: families, and the people of a firm."""

from __future__ import annotations

from django.db import models

from liuke.org.models.versioned import Versioned
from liuke.owners.models.owner import Owner


class Household(Versioned):
    """A family 家庭 that shares cars, or is better called once than three times."""

    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class HouseholdMember(models.Model):
    """An owner belongs to one household at most; one of its members is the head 户主."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    owner = models.OneToOneField(Owner, on_delete=models.CASCADE, related_name="membership")
    head = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(head=True), name="a_household_has_one_head"
            ),
        )


class FleetContact(models.Model):
    """Somebody to talk to at a firm that owns cars: driver, fleet manager, bookkeeper."""

    id = models.BigAutoField(primary_key=True)
    fleet = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=40)
    position = models.CharField(max_length=40, blank=True)
    number = models.TextField(blank=True)
