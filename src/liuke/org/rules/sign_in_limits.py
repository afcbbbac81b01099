"""O Limits of signing in 登录限制: wrong tries, how long a session may rest, how fresh a proof must be."""

from __future__ import annotations

import datetime as dt

WINDOW = dt.timedelta(minutes=15)
MOST_FAILURES_OF_A_LOGIN = 5
MOST_FAILURES_OF_AN_ADDRESS = 50
"""A shop's desks share one address."""

IDLE = dt.timedelta(minutes=60)
LONGEST_SESSION = dt.timedelta(hours=14)
PROOF_LASTS = dt.timedelta(minutes=10)


def may_try(*, failures_of_login: int, failures_of_address: int) -> bool:
    """Whether another try is taken now, after these failures within WINDOW.

    >>> may_try(failures_of_login=4, failures_of_address=0)
    True
    >>> may_try(failures_of_login=5, failures_of_address=5)
    False
    """
    return failures_of_login < MOST_FAILURES_OF_A_LOGIN and failures_of_address < MOST_FAILURES_OF_AN_ADDRESS


def session_lives(*, started_at: dt.datetime, seen_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a session still counts: not rested too long, not too old."""
    return at - seen_at < IDLE and at - started_at < LONGEST_SESSION
