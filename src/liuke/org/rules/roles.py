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
    MERGE_OWNERS = "owners.merge"
    HANDLE_PRIVACY = "privacy.handle"
    CHECK_IDENTITY = "identity.check"
    REVEAL_PERSONAL = "personal.reveal"
    SEE_VEHICLES = "vehicles.see"
    CHANGE_VEHICLES = "vehicles.change"
    CHANGE_CATALOGUE = "catalogue.change"
    EXPORT = "export"
    IMPORT = "import.run"
    SEE_BOARD = "board.see"
    SEE_AUDIT = "audit.see"
    SEE_SEGMENTS = "segments.see"
    CHANGE_SEGMENTS = "segments.change"
    SET_TAGS = "tags.set"
    CHANGE_TAGS = "tags.change"
    SEE_JOBS = "jobs.see"
    RETRY_JOBS = "jobs.retry"
    MANAGE_KEYS = "keys.manage"
    SEE_FINANCE = "finance.see"
    CHANGE_FINANCE = "finance.change"
    CLOSE_PERIOD = "period.close"
    OPEN_BALANCES = "balances.open"
    SEE_BALANCES = "balances.see"
    USE_VALUE = "value.use"
    TAKE_MONEY = "money.take"
    SEE_TILLS = "tills.see"
    GIVE_VALUE = "value.give"
    FREEZE_VALUE = "value.freeze"
    APPROVE_VALUE = "value.approve"
    CHANGE_PROGRAMME = "programme.change"


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
_DESK = frozenset({P.SEE_STORES, P.SEE_OWNERS, P.SEE_VEHICLES})
_FLOOR_ROLES = frozenset({R.SERVICE_ADVISER, R.CASHIER, R.TECHNICIAN, R.CUSTOMER_SERVICE, R.SALES})
_PEOPLE = frozenset({P.CHANGE_OWNERS, P.MERGE_OWNERS, P.HANDLE_PRIVACY, P.CHECK_IDENTITY})
_BOOKS = frozenset({P.SEE_FINANCE, P.CHANGE_FINANCE, P.CLOSE_PERIOD, P.OPEN_BALANCES})
_SEGMENTS = frozenset({P.SEE_SEGMENTS, P.CHANGE_SEGMENTS, P.SET_TAGS, P.CHANGE_TAGS})
_VALUE = frozenset({P.SEE_BALANCES, P.USE_VALUE, P.TAKE_MONEY, P.SEE_TILLS, P.GIVE_VALUE, P.FREEZE_VALUE})
_LEAD = (
    _DESK
    | _PEOPLE
    | _SEGMENTS
    | _VALUE
    | {
        P.REVEAL_PERSONAL,
        P.EXPORT,
        P.IMPORT,
        P.SEE_BOARD,
        P.SEE_STAFF,
        P.CHANGE_STAFF,
        P.CHANGE_STORE,
        P.CHANGE_VEHICLES,
        P.SEE_AUDIT,
        P.SEE_FINANCE,
        P.OPEN_BALANCES,
        P.APPROVE_VALUE,
    }
)
_STORE_LEAD = _FLOOR_ROLES | {R.MARKETING, R.QUALITY_ENGINEER}
_RECEPTION = _DESK | {P.CHANGE_OWNERS, P.CHECK_IDENTITY, P.CHANGE_VEHICLES, P.REVEAL_PERSONAL}

ROLES: Mapping[Role, RoleTerms] = {
    R.SERVICE_ADVISER: RoleTerms(_STORE, _RECEPTION | {P.SEE_STAFF, P.SET_TAGS, P.SEE_BALANCES, P.USE_VALUE}),
    R.CASHIER: RoleTerms(
        _STORE, _DESK | {P.SEE_BALANCES, P.USE_VALUE, P.TAKE_MONEY, P.SEE_TILLS, P.CHECK_IDENTITY}
    ),
    R.TECHNICIAN: RoleTerms(_STORE, frozenset({P.SEE_STORES, P.SEE_VEHICLES})),
    R.CUSTOMER_SERVICE: RoleTerms(
        _STORE_OR_GROUP,
        _RECEPTION
        | _PEOPLE
        | {P.SEE_STAFF, P.SEE_SEGMENTS, P.CHANGE_SEGMENTS, P.SET_TAGS}
        | {P.SEE_BALANCES, P.GIVE_VALUE, P.FREEZE_VALUE},
    ),
    R.SALES: RoleTerms(_STORE, _RECEPTION | {P.SET_TAGS, P.SEE_BALANCES}),
    R.MARKETING: RoleTerms(_ANY, _DESK | _SEGMENTS | {P.SEE_BOARD, P.EXPORT, P.SEE_BALANCES, P.GIVE_VALUE}),
    R.QUALITY_ENGINEER: RoleTerms(_STORE_OR_GROUP, _DESK | {P.SEE_BOARD}),
    R.STORE_MANAGER: RoleTerms(_STORE, _LEAD, _STORE_LEAD, second_factor=True),
    R.REGIONAL_MANAGER: RoleTerms(
        frozenset({Level.REGION}), _LEAD, _STORE_LEAD | {R.STORE_MANAGER}, second_factor=True
    ),
    R.OPERATIONS_MANAGER: RoleTerms(
        frozenset({Level.GROUP}),
        _LEAD | _BOOKS | {P.SEE_JOBS, P.CHANGE_CATALOGUE, P.CHANGE_PROGRAMME},
        _STORE_LEAD | {R.STORE_MANAGER, R.REGIONAL_MANAGER},
        second_factor=True,
    ),
    R.GROUP: RoleTerms(
        frozenset({Level.GROUP}),
        _LEAD
        | _BOOKS
        | {P.SEE_JOBS, P.CREATE_STORE, P.CHANGE_GROUP, P.CHANGE_CATALOGUE, P.MANAGE_KEYS}
        | {P.CHANGE_PROGRAMME},
        frozenset(Role) - {R.ADMINISTRATOR},
        second_factor=True,
    ),
    R.ADMINISTRATOR: RoleTerms(
        frozenset({Level.GROUP}),
        frozenset(Permission)
        - _PEOPLE
        - _SEGMENTS
        - _BOOKS
        - _VALUE
        - {P.APPROVE_VALUE, P.CHANGE_PROGRAMME}
        - {P.SEE_OWNERS, P.REVEAL_PERSONAL, P.EXPORT, P.SEE_VEHICLES, P.CHANGE_VEHICLES},
        frozenset(Role),
        second_factor=True,
    ),
    R.AUDITOR: RoleTerms(
        frozenset({Level.GROUP}),
        frozenset(
            {
                P.SEE_STORES,
                P.SEE_STAFF,
                P.SEE_OWNERS,
                P.SEE_VEHICLES,
                P.SEE_BOARD,
                P.SEE_SEGMENTS,
                P.SEE_AUDIT,
                P.SEE_JOBS,
                P.SEE_FINANCE,
                P.SEE_BALANCES,
                P.SEE_TILLS,
            }
        ),
    ),
}
