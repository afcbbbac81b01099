"""The verbs of the audit trail, and the fields of what they change, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from liuke.audit.actor import SYSTEM
from liuke.insight.reports.masking import masked_text
from liuke.org.rules.roles import Role
from liuke.web.console.imports.words import FATES
from liuke.web.console.stores.words import BAY_KINDS, STORE_KINDS, WEEKDAYS
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import N_, t

KINDS = dict((*STORE_KINDS, *BAY_KINDS))
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
    "export.made": N_("exported"),
    "key.made": N_("made the API key"),
    "key.revoked": N_("revoked the API key"),
    "owner.corrected": N_("corrected the owner"),
    "personal.fetched": N_("read owners through the API:"),
    "personal.fetched_whole": N_("read owners with whole phones through the API:"),
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
    "scopes": N_("May do"),
    "place": N_("Holds in"),
    "sandbox": N_("For trying out"),
    "expires_at": N_("Expires"),
    "gender": N_("Gender"),
    "birthday": N_("Birthday"),
    "channel": N_("Source channel"),
    "files": N_("Files"),
    **FATES,
}


def verb_words(verb: str) -> str:
    """A verb in words; one of a package that brings none, as it is."""
    return t(VERBS[verb]) if verb in VERBS else verb


def field_words(field: str) -> str:
    """A field in words."""
    return t(FIELDS[field]) if field in FIELDS else field


def actor_words(name: str) -> str:
    """A person's name; the system's in words."""
    return t("the system") if name == SYSTEM.name else name


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


READERS: Mapping[str, Callable[[str], str]] = {
    "kind": lambda text: str(KINDS.get(text, text)),
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
