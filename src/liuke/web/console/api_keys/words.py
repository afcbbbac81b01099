"""What a key may do, in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.org.rules.key_scopes import KeyScope
from liuke.web.shell.wording import N_, t

SCOPES: Mapping[KeyScope, str] = {
    KeyScope.STORES_READ: N_("Read stores"),
    KeyScope.OWNERS_READ: N_("Read owners, phones masked"),
    KeyScope.OWNERS_WRITE: N_("Correct owners"),
    KeyScope.OWNERS_PERSONAL: N_("See whole phones and birthdays"),
    KeyScope.VEHICLES_READ: N_("Read vehicles"),
    KeyScope.HISTORY_READ: N_("Read visits, orders and lines"),
    KeyScope.IMPORTS_READ: N_("Read imports"),
    KeyScope.IMPORTS_WRITE: N_("Upload and confirm imports"),
    KeyScope.CHANGES_READ: N_("Follow what changes"),
}


def scope_words(scope: str) -> str:
    """One scope; one that is no more, as it is."""
    return t(SCOPES[KeyScope(scope)]) if scope in set(KeyScope) else scope
