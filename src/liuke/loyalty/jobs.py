"""What workers do for the ledger."""

from __future__ import annotations

from procrastinate.contrib.django import app

ONE_AT_A_TIME = "loyalty.ledger"


@app.periodic(cron="* * * * *")
@app.task(name="loyalty.seal", lock=ONE_AT_A_TIME, queueing_lock="loyalty.seal")
def seal_ledger(timestamp: int) -> None:
    """Postings are sealed, and stale holds given back, at most a minute after."""
    del timestamp
    from liuke.loyalty.ledger.expire import void_stale_holds
    from liuke.loyalty.ledger.seal import seal

    void_stale_holds()
    seal()


@app.periodic(cron="23 16 * * *")
@app.task(name="loyalty.night", queueing_lock="loyalty.night")
def night(timestamp: int) -> None:
    """At 00:23 in Shanghai: what ended with the day expires, and the chain ends leave the database."""
    del timestamp
    from django.conf import settings
    from django.utils import timezone

    from liuke.loyalty.ledger.expire import expire
    from liuke.loyalty.ledger.roots import FOLDER, keep_roots
    from liuke.loyalty.ledger.seal import seal

    expire()
    seal()
    keep_roots(settings.ENVIRONMENT.home / FOLDER, day=timezone.localdate())
