"""What workers do for webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

KEPT = dt.timedelta(days=30)


@app.task(name="webhooks.deliver", priority=-10)
def deliver(delivery_id: str) -> None:
    """After everything else that waits: a receiver that hangs keeps nobody from work."""
    from liuke.integrations.webhooks.actions.deliver import deliver as deliver_now

    deliver_now(delivery_id=UUID(delivery_id), at=timezone.now())


def ask_to_deliver(*delivery_ids: UUID, at: dt.datetime | None = None) -> None:
    """In the transaction at hand."""
    asked: list[dict[str, Any]] = [{"delivery_id": str(one)} for one in delivery_ids]
    if asked:
        deliver.configure(schedule_at=at).batch_defer(*asked)


@app.periodic(cron="37 3 * * *")
@app.task(name="webhooks.forget_old", queueing_lock="webhooks.forget_old")
def forget_old(timestamp: int) -> None:
    """The log reaches back a month."""
    from liuke.integrations.webhooks.models import Delivery

    del timestamp
    Delivery.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
