"""The verbs of the audit trail, and the fields of what they change, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.audit.actor import COMMAND_LINE, SYSTEM
from liuke.insight.reports.masking import masked_text
from liuke.org.rules.roles import Role
from liuke.web.console.imports.words import FATES
from liuke.web.console.stores.words import BAY_KINDS, STORE_KINDS, WEEKDAYS
from liuke.web.console.vehicles.words import AUDITED as CAR_FIELDS
from liuke.web.console.vehicles.words import POLICY_KINDS, ROLES, USES, WORK_STATES
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import N_, t

KINDS = dict((*STORE_KINDS, *BAY_KINDS, *POLICY_KINDS))
VERBS: Mapping[str, str] = {
    "sign_in": N_("signed in"),
    "sign_out": N_("signed out"),
    "sign_in.refused": N_("failed to sign in"),
    "sign_in.recovery_code_used": N_("used a recovery code"),
    "second_factor.set_up": N_("set up the second factor"),
    "second_factor.codes_renewed": N_("made new recovery codes"),
    "second_factor.reset": N_("reset the second factor of"),
    "password.changed": N_("changed the password"),
    "password.reset": N_("gave a new password to"),
    "group.set_up": N_("set up the group"),
    "group.changed": N_("changed the group"),
    "region.created": N_("created the region"),
    "region.changed": N_("changed the region"),
    "store.created": N_("created the store"),
    "store.changed": N_("changed the store"),
    "store.taken_back": N_("removed, with its import, the store"),
    "region.taken_back": N_("removed, with its import, the region"),
    "store.hours_changed": N_("changed the opening hours of"),
    "bay.created": N_("created the bay"),
    "bay.changed": N_("changed the bay"),
    "staff.created": N_("created the account"),
    "staff.changed": N_("changed the account"),
    "staff.roles_changed": N_("changed the roles of"),
    "personal.revealed": N_("looked at personal data of"),
    "personal.listed": N_("looked at a list of owners:"),
    "import.uploaded": N_("uploaded for import"),
    "import.confirmed": N_("confirmed the import"),
    "import.discarded": N_("discarded the import"),
    "import.undone": N_("took back the import"),
    "car.changed": N_("changed the data of the car"),
    "car.plate_changed": N_("gave another plate to the car"),
    "car.changed_hands": N_("told a change of ownership of the car"),
    "car.role_given": N_("named a driver or payer of the car"),
    "car.role_ended": N_("ended a driver's or payer's role for the car"),
    "policy.entered": N_("entered a policy of the car"),
    "policy.changed": N_("changed a policy of the car"),
    "odometer.read": N_("entered a reading of the car"),
    "odometer.corrected": N_("corrected a reading of the car"),
    "declined.noted": N_("noted work put off of the car"),
    "declined.changed": N_("changed work put off of the car"),
    "model.created": N_("put into the catalogue the model"),
    "model.changed": N_("changed the model"),
    "model.spelling_named": N_("named a spelling of the model"),
    "plan.written": N_("wrote a line of the plan of"),
    "plan.changed": N_("changed a line of the plan of"),
    "export.made": N_("exported"),
    "job.retried": N_("tried the job again"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Called"),
    "short_name": N_("Short name"),
    "code": N_("Code"),
    "dms_name": N_("Name in the DMS"),
    "kind": N_("Kind"),
    "region": N_("Region"),
    "brands": N_("Brands"),
    "district": N_("City district"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "area_m2": N_("Area in m²"),
    "opened_on": N_("Opened on"),
    "active": N_("In operation"),
    "is_active": N_("Works here"),
    "login": N_("Login"),
    "home_store": N_("Home store"),
    "store": N_("Store"),
    "roles": N_("Roles"),
    "hours": N_("Opening hours"),
    "closed_days": N_("Closed on"),
    "field": N_("Data field"),
    "number": N_("Number"),
    "cars": N_("Cars"),
    "administrator": N_("Administrator"),
    "files": N_("Files"),
    **FATES,
    **CAR_FIELDS,
}


_NO_PERSON: Mapping[str, str] = {SYSTEM.name: N_("the system"), COMMAND_LINE.name: N_("the command line")}


def verb_words(verb: str) -> str:
    """A verb in words; one of a package that brings none, as it is."""
    return t(VERBS[verb]) if verb in VERBS else verb


def field_words(field: str) -> str:
    """A field in words."""
    return t(FIELDS[field]) if field in FIELDS else field


def actor_words(name: str) -> str:
    """A person's name; the system's and the command line's in words."""
    return t(_NO_PERSON[name]) if name in _NO_PERSON else name


def value_words(value: Any, field: str = "") -> str:
    """A value as it was kept, codes in words, phones in it masked."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, list):
        return "、".join(value_words(one, field) for one in value) or "—"
    words = READERS[field](str(value)) if field in READERS else str(value)
    return masked_text(words)


def _role(text: str) -> str:
    role, _, place = text.partition(" @ ")
    name = role_name(role) if role in set(Role) else role
    return f"{name} · {t('whole group') if place == 'group' else place}" if place else name


def _hours(text: str) -> str:
    day, _, hours = text.partition(" ")
    return f"{WEEKDAYS[int(day) - 1]} {hours}" if day in set("1234567") else text


def _codes(pairs: Iterable[tuple[str, Any]]) -> Callable[[str], str]:
    names = dict(pairs)
    return lambda text: str(names.get(text, text))


READERS: Mapping[str, Callable[[str], str]] = {
    "kind": _codes(KINDS.items()),
    "role": _codes(ROLES),
    "use": _codes(USES),
    "state": _codes(WORK_STATES),
    "roles": _role,
    "hours": _hours,
    "field": field_words,
}


def filters() -> dict[str, Callable[..., str]]:
    """What the templates call these by."""
    return {
        "audit_actor": actor_words,
        "audit_verb": verb_words,
        "audit_field": field_words,
        "audit_value": value_words,
    }
