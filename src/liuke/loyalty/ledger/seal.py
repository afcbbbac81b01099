"""Seals what waits: the chain of SHA-256 over each store's postings, and the totals of store accounts."""

from __future__ import annotations

from django.db import connection

AT_A_TIME = 1000


def seal() -> int:
    """Until nothing waits, a thousand a transaction; how many postings."""
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT ledger.seal(%s)", [AT_A_TIME])
            [(done,)] = cursor.fetchall()
            if not done:
                return total
            total += done
