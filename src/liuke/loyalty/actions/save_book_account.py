"""Says which account of the books an account of the ledger is."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import BookAccount
from liuke.loyalty.rules.book_accounts import DEFAULTS, Account
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def save_book_account(
    *, scope: Scope, key: str, version: int | None, account: Account, at: dt.datetime
) -> BookAccount:
    """``version`` None where the proposal still stood. Raises NotAllowed, NotFound,
    ChangedMeanwhile, Taken."""
    scope.need(Permission.CHANGE_FINANCE)
    if key not in DEFAULTS:
        raise NotFound
    rows = BookAccount.objects.filter(key=key)
    standing = rows.first()
    one = locked(rows, standing.pk, version=version or 0) if standing else BookAccount(key=key)
    before = told(one) if standing else {"code": DEFAULTS[key].code, "name": DEFAULTS[key].name}
    one.code, one.name = account.code, account.name
    stamp(one, scope=scope, at=at)
    with unique(key=key):
        one.save()
    record(
        actor=scope.actor,
        verb="book_account.saved",
        subject=Subject("loyalty.book_account", one.pk, key),
        before=before,
        after=told(one),
    )
    return one
