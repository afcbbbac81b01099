"""O The thirteen roles 角色, where each can hold, and what each may do: the one table of rights 权限.

A right is checked against a store; what belongs to no store needs the right for the whole group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Where a role holds."""

    STORE = "store"
    REGION = "region"
    GROUP = "group"


class Permission(StrEnum):
    """What somebody may do. A new screen takes one of these or adds its own here."""

    SEE_STORES = "stores.see"
    CHANGE_STORE = "store.change"
    CREATE_STORE = "store.create"
    CHANGE_GROUP = "group.change"
    SEE_STAFF = "staff.see"
    CHANGE_STAFF = "staff.change"
    SEE_OWNERS = "owners.see"
    CHANGE_OWNERS = "owners.change"
    REVEAL_PERSONAL = "personal.reveal"
    EXPORT = "export"
    IMPORT = "import.run"
    SEE_BOARD = "board.see"
    SEE_AUDIT = "audit.see"
    SEE_JOBS = "jobs.see"
    RETRY_JOBS = "jobs.retry"
    MANAGE_KEYS = "keys.manage"


class Role(StrEnum):
    """The roles of issue 3."""

    SERVICE_ADVISER = "service_adviser"
    CASHIER = "cashier"
    TECHNICIAN = "technician"
    CUSTOMER_SERVICE = "customer_service"
    SALES = "sales"
    MARKETING = "marketing"
    QUALITY_ENGINEER = "quality_engineer"
    STORE_MANAGER = "store_manager"
    REGIONAL_MANAGER = "regional_manager"
    OPERATIONS_MANAGER = "operations_manager"
    GROUP = "group"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class RoleTerms:
    """What a role is: the ``levels`` it can hold at, its rights, and whom its holder may give roles to.

    ``second_factor`` roles sign in with a code besides the password.
    """

    levels: frozenset[Level]
    permissions: frozenset[Permission]
    gives: frozenset[Role] = frozenset()
    second_factor: bool = False


P, R = Permission, Role
_STORE, _ANY = frozenset({Level.STORE}), frozenset(Level)
_STORE_OR_GROUP = frozenset({Level.STORE, Level.GROUP})
_DESK = frozenset({P.SEE_STORES, P.SEE_OWNERS})
_FLOOR_ROLES = frozenset({R.SERVICE_ADVISER, R.CASHIER, R.TECHNICIAN, R.CUSTOMER_SERVICE, R.SALES})
_LEAD = _DESK | {
    P.CHANGE_OWNERS,
    P.REVEAL_PERSONAL,
    P.EXPORT,
    P.IMPORT,
    P.SEE_BOARD,
    P.SEE_STAFF,
    P.CHANGE_STAFF,
    P.CHANGE_STORE,
    P.SEE_AUDIT,
}
_STORE_LEAD = _FLOOR_ROLES | {R.MARKETING, R.QUALITY_ENGINEER}

ROLES: Mapping[Role, RoleTerms] = {
    R.SERVICE_ADVISER: RoleTerms(_STORE, _DESK | {P.CHANGE_OWNERS, P.REVEAL_PERSONAL, P.SEE_STAFF}),
    R.CASHIER: RoleTerms(_STORE, _DESK),
    R.TECHNICIAN: RoleTerms(_STORE, frozenset({P.SEE_STORES})),
    R.CUSTOMER_SERVICE: RoleTerms(_STORE_OR_GROUP, _DESK | {P.CHANGE_OWNERS, P.REVEAL_PERSONAL, P.SEE_STAFF}),
    R.SALES: RoleTerms(_STORE, _DESK | {P.CHANGE_OWNERS, P.REVEAL_PERSONAL}),
    R.MARKETING: RoleTerms(_ANY, _DESK | {P.SEE_BOARD, P.EXPORT}),
    R.QUALITY_ENGINEER: RoleTerms(_STORE_OR_GROUP, _DESK | {P.SEE_BOARD}),
    R.STORE_MANAGER: RoleTerms(_STORE, _LEAD, _STORE_LEAD, second_factor=True),
    R.REGIONAL_MANAGER: RoleTerms(
        frozenset({Level.REGION}), _LEAD, _STORE_LEAD | {R.STORE_MANAGER}, second_factor=True
    ),
    R.OPERATIONS_MANAGER: RoleTerms(
        frozenset({Level.GROUP}),
        _LEAD | {P.SEE_JOBS},
        _STORE_LEAD | {R.STORE_MANAGER, R.REGIONAL_MANAGER},
        second_factor=True,
    ),
    R.GROUP: RoleTerms(
        frozenset({Level.GROUP}),
        _LEAD | {P.SEE_JOBS, P.CREATE_STORE, P.CHANGE_GROUP, P.MANAGE_KEYS},
        frozenset(Role) - {R.ADMINISTRATOR},
        second_factor=True,
    ),
    R.ADMINISTRATOR: RoleTerms(
        frozenset({Level.GROUP}),
        frozenset(Permission) - {P.SEE_OWNERS, P.CHANGE_OWNERS, P.REVEAL_PERSONAL, P.EXPORT},
        frozenset(Role),
        second_factor=True,
    ),
    R.AUDITOR: RoleTerms(
        frozenset({Level.GROUP}),
        frozenset({P.SEE_STORES, P.SEE_STAFF, P.SEE_OWNERS, P.SEE_BOARD, P.SEE_AUDIT, P.SEE_JOBS}),
    ),
}
