"""N What a key of the API 接口密钥 may be for, and the rights that follow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from liuke.org.rules.roles import Permission


class KeyScope(StrEnum):
    """One kind of call."""

    STORES_READ = "stores:read"
    OWNERS_READ = "owners:read"
    OWNERS_WRITE = "owners:write"
    OWNERS_PERSONAL = "owners:personal"
    CONSENTS_READ = "consents:read"
    CONSENTS_WRITE = "consents:write"
    TAGS_READ = "tags:read"
    TAGS_WRITE = "tags:write"
    SEGMENTS_READ = "segments:read"
    VEHICLES_READ = "vehicles:read"
    VEHICLES_WRITE = "vehicles:write"
    READINGS_WRITE = "readings:write"
    TELEMATICS_WRITE = "telematics:write"
    HISTORY_READ = "history:read"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    CHANGES_READ = "changes:read"
    BALANCES_READ = "balances:read"
    VALUE_USE = "value:use"
    VALUE_GIVE = "value:give"
    VALUE_FREEZE = "value:freeze"
    MONEY_TAKE = "money:take"


P = Permission
RIGHTS: Mapping[KeyScope, frozenset[Permission]] = {
    KeyScope.STORES_READ: frozenset({P.SEE_STORES}),
    KeyScope.OWNERS_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.OWNERS_WRITE: frozenset({P.SEE_OWNERS, P.CHANGE_OWNERS, P.SEE_STORES}),
    KeyScope.OWNERS_PERSONAL: frozenset({P.SEE_OWNERS, P.REVEAL_PERSONAL}),
    KeyScope.CONSENTS_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.CONSENTS_WRITE: frozenset({P.SEE_OWNERS, P.CHANGE_OWNERS}),
    KeyScope.TAGS_READ: frozenset({P.SEE_OWNERS, P.SEE_SEGMENTS}),
    KeyScope.TAGS_WRITE: frozenset({P.SEE_OWNERS, P.SEE_SEGMENTS, P.SET_TAGS}),
    KeyScope.SEGMENTS_READ: frozenset({P.SEE_OWNERS, P.SEE_SEGMENTS}),
    KeyScope.VEHICLES_READ: frozenset({P.SEE_OWNERS, P.SEE_VEHICLES}),
    KeyScope.VEHICLES_WRITE: frozenset({P.SEE_OWNERS, P.SEE_VEHICLES, P.CHANGE_VEHICLES}),
    KeyScope.READINGS_WRITE: frozenset({P.SEE_VEHICLES, P.CHANGE_VEHICLES}),
    KeyScope.TELEMATICS_WRITE: frozenset({P.SEE_VEHICLES, P.CHANGE_VEHICLES}),
    KeyScope.HISTORY_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.IMPORTS_READ: frozenset({P.IMPORT}),
    KeyScope.IMPORTS_WRITE: frozenset({P.IMPORT}),
    KeyScope.CHANGES_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.BALANCES_READ: frozenset({P.SEE_OWNERS, P.SEE_BALANCES}),
    KeyScope.VALUE_USE: frozenset({P.SEE_OWNERS, P.SEE_BALANCES, P.USE_VALUE}),
    KeyScope.VALUE_GIVE: frozenset({P.SEE_OWNERS, P.SEE_BALANCES, P.GIVE_VALUE}),
    KeyScope.VALUE_FREEZE: frozenset({P.SEE_OWNERS, P.SEE_BALANCES, P.FREEZE_VALUE}),
    KeyScope.MONEY_TAKE: frozenset({P.SEE_OWNERS, P.SEE_BALANCES, P.TAKE_MONEY}),
}
CALLS_A_MINUTE = 600
"""How many calls of one key are answered in a minute, whichever process they reach."""


def rights_of(scopes: frozenset[KeyScope]) -> frozenset[Permission]:
    """What a key with these scopes may do.

    >>> sorted(rights_of(frozenset({KeyScope.CONSENTS_WRITE})))
    [<Permission.CHANGE_OWNERS: 'owners.change'>, <Permission.SEE_OWNERS: 'owners.see'>]
    """
    return frozenset().union(*(RIGHTS[scope] for scope in scopes))
