"""What workers do for webhooks."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

KEPT = dt.timedelta(days=30)


@app.task(name="webhooks.deliver", retry=RetryStrategy(max_attempts=5, exponential_wait=6))
def deliver(delivery_id: str) -> None:
    """Tries again after 6, 36, 216 and 1296 seconds."""
    from liuke.integrations.webhooks.actions.deliver import deliver as deliver_now

    deliver_now(delivery_id=UUID(delivery_id), at=timezone.now())


def ask_to_deliver(delivery_id: UUID) -> None:
    """In the transaction at hand; one try of a message at a time."""
    deliver.configure(lock=f"webhooks.{delivery_id}").defer(delivery_id=str(delivery_id))


@app.periodic(cron="37 3 * * *")
@app.task(name="webhooks.forget_old", queueing_lock="webhooks.forget_old")
def forget_old(timestamp: int) -> None:
    """The log reaches back a month."""
    from liuke.integrations.webhooks.models import Delivery

    del timestamp
    Delivery.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
