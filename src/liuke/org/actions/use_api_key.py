"""Lets a program in by its key, and counts its calls."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from liuke.org.actions.make_api_key import hash_of
from liuke.org.models import ApiKey
from liuke.org.rules.key_scopes import CALLS_A_MINUTE
from liuke.values.refusal import Refusal


class KeyRefused(Refusal):
    code = "key_refused"
    sentence = "This key is not known, has expired or was revoked. Ask an administrator for a new one."


class TooManyCalls(Refusal):
    """``wait_seconds`` until the next minute begins."""

    code = "too_many_calls"
    sentence = "More than %(most)s calls in a minute. Wait %(wait_seconds)s seconds."


_COUNTED = """
    WITH unhurried AS MATERIALIZED (
        SELECT set_config(
            'synchronous_commit', coalesce(%(commit)s, current_setting('synchronous_commit')), true)
    ), good AS (
        SELECT * FROM org_apikey
        WHERE prefix = %(prefix)s AND secret_hash = %(hash)s
          AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %(at)s)
    ), counted AS (
        INSERT INTO org_apikeyuse AS u (key_id, minute, calls, used_at)
        SELECT good.id, %(minute)s::bigint, 1, %(at)s::timestamptz FROM unhurried, good
        ON CONFLICT (key_id) DO UPDATE SET
            calls = CASE WHEN u.minute < excluded.minute THEN 1 ELSE u.calls + 1 END,
            minute = greatest(u.minute, excluded.minute), used_at = excluded.used_at
        RETURNING calls
    )
    SELECT good.*, counted.calls FROM good, counted
"""
"""By itself it does not wait for the disk: a crash may forget a call, and calls of one key do not queue for
each other's flush. What is compared is a hash: how long that takes tells nothing of the secret."""


def use_api_key(*, token: str, at: dt.datetime) -> ApiKey:
    """Raises KeyRefused, TooManyCalls. A call counts whatever becomes of it."""
    prefix, _, secret = token.rpartition("_")
    minute, second = divmod(int(at.timestamp()), 60)
    asked = {
        "commit": None if connection.in_atomic_block else "off",
        "prefix": prefix.replace("\0", ""),
        "hash": hash_of(secret),
        "minute": minute,
        "at": at,
    }
    key = next(iter(ApiKey.objects.raw(_COUNTED, asked)), None)
    if key is None:
        raise KeyRefused
    calls: int = vars(key)["calls"]
    if calls > CALLS_A_MINUTE:
        raise TooManyCalls(most=CALLS_A_MINUTE, wait_seconds=60 - second)
    return key
