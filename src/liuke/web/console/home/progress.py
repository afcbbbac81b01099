"""How far the set-up of a deployment has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from liuke.integrations.dms.queries import imports_done
from liuke.org.models import Staff, Store
from liuke.web.shell.wording import t


@dataclass(frozen=True)
class Step:
    """One step: done or not, and where it is done."""

    done: bool
    title: str
    sentence: str
    address: str
    label: str


def set_up_steps() -> list[Step]:
    """Stores, hours, bays, staff, import; asked in three statements."""
    counted = Store.objects.filter(active=True).aggregate(
        stores=Count("pk", distinct=True),
        hours=Count("hours", distinct=True),
        bays=Count("bays", distinct=True),
    )
    people = Staff.objects.filter(is_active=True).count()
    stores = reverse("stores")
    return [
        Step(
            counted["stores"] > 0,
            t("Create your stores"),
            t("With the name your DMS uses, so that imports find the right store."),
            reverse("store_new"),
            t("New store"),
        ),
        Step(
            counted["hours"] > 0 and counted["bays"] > 0,
            t("Opening hours and bays"),
            t("Bookings are offered within these hours, on these bays."),
            stores,
            t("To the stores"),
        ),
        Step(
            people > 1,
            t("Give your colleagues accounts"),
            t("Each with the roles they need, in their own store."),
            reverse("staff_new"),
            t("New account"),
        ),
        Step(
            imports_done(),
            t("Import what your DMS exports"),
            t("Deliveries and workshop orders are enough for a first check-up."),
            reverse("imports"),
            t("Import"),
        ),
    ]
