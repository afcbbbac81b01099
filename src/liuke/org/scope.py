"""What a person may see and do, as one value. Every query that reads for somebody takes one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from liuke.audit.actor import COMMAND_LINE, SYSTEM, Actor
from liuke.org.rules.roles import ROLES, Permission, Role
from liuke.values.reach import EVERYWHERE, NOWHERE, Reach
from liuke.values.refusal import Refusal


class NotAllowed(Refusal):
    code = "not_allowed"
    sentence = "Your role does not allow this. Ask your manager or an administrator for the right."


@dataclass(frozen=True)
class Grant:
    """A role and the stores it holds in."""

    role: Role
    reach: Reach


@dataclass(frozen=True)
class Allowance:
    """Rights without a role, as a program's key has them, and the stores they hold in."""

    permissions: frozenset[Permission]
    reach: Reach


@dataclass(frozen=True)
class Scope:
    """Who acts, with which roles and where.

    Personal data is shown masked to everybody; ``REVEAL_PERSONAL`` lets somebody lift one mask with a reason.
    """

    actor: Actor
    grants: tuple[Grant, ...]
    allowances: tuple[Allowance, ...] = ()

    def reach(self, permission: Permission) -> Reach:
        """The stores in which ``permission`` holds."""
        reaches = [grant.reach for grant in self.grants if permission in ROLES[grant.role].permissions]
        reaches += [given.reach for given in self.allowances if permission in given.permissions]
        return reduce(or_, reaches, NOWHERE)

    def may(self, permission: Permission, store_id: UUID | None = None) -> bool:
        """Whether ``permission`` holds in a store; without one, for the group as a whole."""
        return store_id in self.reach(permission)

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether there is any store in which ``permission`` holds."""
        return bool(self.reach(permission))

    def need(self, permission: Permission, store_id: UUID | None = None) -> None:
        """Raises NotAllowed where ``may`` says no."""
        if not self.may(permission, store_id):
            raise NotAllowed

    def giving(self, role: Role) -> Reach:
        """The stores in which ``role`` may be given to somebody, or taken from them."""
        reaches = (grant.reach for grant in self.grants if role in ROLES[grant.role].gives)
        return reduce(or_, reaches, NOWHERE)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)


def system_scope() -> Scope:
    """The scope of jobs: the administrator's and the group's together, everywhere."""
    return Scope(SYSTEM, (Grant(Role.ADMINISTRATOR, EVERYWHERE), Grant(Role.GROUP, EVERYWHERE)))


def command_line_scope() -> Scope:
    """The same for whoever sits at the machine."""
    return Scope(COMMAND_LINE, system_scope().grants)
