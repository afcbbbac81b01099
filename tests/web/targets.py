"""What an address is asked about, by kind of thing."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("django")

from tests.web.finance_routes import finance_targets

NOWHERE = "00000000-0000-7000-8000-000000000000"


def target(world: Any, kind: str, side: str) -> list[Any]:
    from liuke.owners.models import Interest

    owner = world.owners[f"{side} owner"].pk
    people = {
        kind: [world.owners[f"{side} {kind}"].pk]
        for kind in ("owner", "phone", "pair", "contact", "household", "privacy", "merge")
    }
    staff = {"east": world.people["colleague"], "west": world.people["western_manager"]}
    cars = ("vehicle", "order", "policy", "work", "role")
    places = {
        **people,
        **{kind: [world.cars[f"{side} {kind}"].pk] for kind in cars},
        **{kind: [NOWHERE] for kind in ("model", "session", "import", "segment", "key", "car")},
        **{kind: [999_999] for kind in ("job", "no_job")},
        "energy": ["electric"],
        "product_kind": ["series"],
        "product": ["series", NOWHERE],
        **finance_targets(world.stores[side].pk),
        "owner_field": [owner, "name"],
        "label": ["owner", "channel"],
        "own_field": [own_field()],
        "owner_wechat": [owner, 999_999],
        "owner_journal": [owner, NOWHERE],
        "interest": [Interest.objects.order_by("name").values_list("pk", flat=True).first()],
        "store": [world.stores[side].pk],
        "bay": [world.bays[side].pk],
        "region": [world.regions[side].pk],
        "staff": [staff[side].pk],
        "import_rows": [NOWHERE, "work_orders", "new"],
        "webhook": [world.webhook.pk],
        "webhook_message": [world.webhook.pk, world.webhook.deliveries.get().pk],
    }
    return places[kind] if kind else []


def own_field() -> Any:
    """A field the group has defined."""
    from django.utils import timezone

    from liuke.org.models import CustomField

    words = {"label_zh": "车位号", "label_en": "Parking space", "kind": "text", "changed_by": "test"}
    values = {**words, "changed_at": timezone.now()}
    return CustomField.objects.get_or_create(bearer="store", key="parking_space", defaults=values)[0].pk
