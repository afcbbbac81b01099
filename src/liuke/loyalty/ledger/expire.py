"""Expires what is over, set by set, and gives back what was held for too long."""

from __future__ import annotations

from django.db import connection

AT_A_TIME = 5000


def expire() -> int:
    """How many lots. Owners whom a desk serves at that moment come with the next run."""
    return _until_nothing("SELECT ledger.expire(%s)", AT_A_TIME)


def void_stale_holds() -> int:
    """How many holds."""
    return _until_nothing("SELECT ledger.void_stale(%s)", 500)


def _until_nothing(call: str, at_a_time: int) -> int:
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(call, [at_a_time])
            [(done,)] = cursor.fetchall()
            if not done:
                return total
            total += done
