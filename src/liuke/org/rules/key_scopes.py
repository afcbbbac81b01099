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
    VEHICLES_READ = "vehicles:read"
    HISTORY_READ = "history:read"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    CHANGES_READ = "changes:read"


P = Permission
RIGHTS: Mapping[KeyScope, frozenset[Permission]] = {
    KeyScope.STORES_READ: frozenset({P.SEE_STORES}),
    KeyScope.OWNERS_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.OWNERS_WRITE: frozenset({P.SEE_OWNERS, P.CHANGE_OWNERS}),
    KeyScope.OWNERS_PERSONAL: frozenset({P.SEE_OWNERS, P.REVEAL_PERSONAL}),
    KeyScope.VEHICLES_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.HISTORY_READ: frozenset({P.SEE_OWNERS}),
    KeyScope.IMPORTS_READ: frozenset({P.IMPORT}),
    KeyScope.IMPORTS_WRITE: frozenset({P.IMPORT}),
    KeyScope.CHANGES_READ: frozenset({P.SEE_OWNERS}),
}
CALLS_A_MINUTE = 600
"""How many calls of one key are answered in a minute, whichever process they reach."""


def rights_of(scopes: frozenset[KeyScope]) -> frozenset[Permission]:
    """What a key with these scopes may do.

    >>> sorted(rights_of(frozenset({KeyScope.OWNERS_WRITE})))
    [<Permission.CHANGE_OWNERS: 'owners.change'>, <Permission.SEE_OWNERS: 'owners.see'>]
    """
    return frozenset().union(*(RIGHTS[scope] for scope in scopes))
