"""Lets a program in by its key, and counts its calls."""

from __future__ import annotations

import datetime as dt
import hmac

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


_COUNT = """
    WITH unhurried AS MATERIALIZED (
        SELECT set_config('synchronous_commit', coalesce(%s, current_setting('synchronous_commit')), true)
    )
    INSERT INTO org_apikeyuse AS u (key_id, minute, calls, used_at)
    SELECT %s::uuid, %s::bigint, 1, %s::timestamptz FROM unhurried
    ON CONFLICT (key_id) DO UPDATE SET
        calls = CASE WHEN u.minute < excluded.minute THEN 1 ELSE u.calls + 1 END,
        minute = greatest(u.minute, excluded.minute), used_at = excluded.used_at
    RETURNING calls
"""
"""By itself it does not wait for the disk: a crash may forget a call, and calls of one key do not queue for
each other's flush."""


def use_api_key(*, token: str, at: dt.datetime) -> ApiKey:
    """Raises KeyRefused, TooManyCalls. A call counts whatever becomes of it."""
    prefix, _, secret = token.rpartition("_")
    key = ApiKey.objects.filter(prefix=prefix.replace("\0", "")).first()
    good = key is not None and hmac.compare_digest(key.secret_hash, hash_of(secret))
    if key is None or not good or key.revoked_at or (key.expires_at and key.expires_at <= at):
        raise KeyRefused
    minute, second = divmod(int(at.timestamp()), 60)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [None if connection.in_atomic_block else "off", key.pk, minute, at])
        [calls] = cursor.fetchone() or [0]
    if calls > CALLS_A_MINUTE:
        raise TooManyCalls(most=CALLS_A_MINUTE, wait_seconds=60 - second)
    return key
