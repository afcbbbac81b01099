"""The names of roles and places in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.org.rules.roles import Role
from liuke.web.shell.wording import N_, t

ROLE_NAMES: Mapping[Role, str] = {
    Role.SERVICE_ADVISER: N_("Service adviser"),
    Role.CASHIER: N_("Cashier"),
    Role.TECHNICIAN: N_("Technician"),
    Role.CUSTOMER_SERVICE: N_("Customer service"),
    Role.SALES: N_("Sales consultant"),
    Role.MARKETING: N_("Marketing"),
    Role.QUALITY_ENGINEER: N_("Quality engineer"),
    Role.STORE_MANAGER: N_("Store manager"),
    Role.REGIONAL_MANAGER: N_("Regional manager"),
    Role.OPERATIONS_MANAGER: N_("Operations manager"),
    Role.GROUP: N_("Group management"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}


def role_name(role: str) -> str:
    """A role's name in the reader's language."""
    return t(ROLE_NAMES[Role(role)])
