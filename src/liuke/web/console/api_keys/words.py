"""What a key may do, in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.org.rules.key_scopes import KeyScope
from liuke.web.shell.wording import N_, t

SCOPES: Mapping[KeyScope, str] = {
    KeyScope.STORES_READ: N_("Read stores"),
    KeyScope.OWNERS_READ: N_("Read owners, phones masked"),
    KeyScope.OWNERS_WRITE: N_("Enter and change owners and their phones"),
    KeyScope.OWNERS_PERSONAL: N_("See whole phones and birthdays"),
    KeyScope.CONSENTS_READ: N_("Read what owners agreed to"),
    KeyScope.CONSENTS_WRITE: N_("Write down what owners agree to"),
    KeyScope.TAGS_READ: N_("Read tags"),
    KeyScope.TAGS_WRITE: N_("Set tags and take them off"),
    KeyScope.SEGMENTS_READ: N_("Read segments and their members"),
    KeyScope.VEHICLES_READ: N_("Read vehicles and their calendars"),
    KeyScope.VEHICLES_WRITE: N_("Change vehicles, plates and who owns, drives or pays"),
    KeyScope.READINGS_WRITE: N_("Send odometer readings"),
    KeyScope.TELEMATICS_WRITE: N_("Send telematics"),
    KeyScope.HISTORY_READ: N_("Read visits, orders and lines"),
    KeyScope.IMPORTS_READ: N_("Read imports"),
    KeyScope.IMPORTS_WRITE: N_("Upload and confirm imports"),
    KeyScope.CHANGES_READ: N_("Follow what changes"),
    KeyScope.BALANCES_READ: N_("Read balances and statements"),
    KeyScope.VALUE_USE: N_("Settle bills with points, stored value, cards and coupons"),
    KeyScope.VALUE_GIVE: N_("Issue coupons and give value"),
    KeyScope.VALUE_FREEZE: N_("Freeze accounts"),
    KeyScope.MONEY_TAKE: N_("Top up, sell cards, refund, return bills"),
}


def scope_words(scope: str) -> str:
    """One scope; one that is no more, as it is."""
    return t(SCOPES[KeyScope(scope)]) if scope in set(KeyScope) else scope
