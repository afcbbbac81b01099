"""How the ledger's accounts are called in the group's books."""

from __future__ import annotations

from django.db import models

from liuke.org.models.versioned import Versioned


class BookAccount(Versioned):
    """An account 科目 of the books for an account of the ledger (``rules.book_accounts``), where it is not
    the one we propose. Without a ``code`` the account is not booked."""

    key = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60, blank=True)
