"""The verbs of the audit trail, and the fields of what they change, in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.timezone import localtime

from liuke.audit.actor import COMMAND_LINE, SYSTEM
from liuke.insight.reports.masking import masked_text
from liuke.org.editing import CUSTOM
from liuke.org.rules.roles import Role
from liuke.values.money import yuan_of
from liuke.web.console.desk import trail_words as money
from liuke.web.console.desk import words as desk
from liuke.web.console.finance.words import quarter_words
from liuke.web.console.imports.words import FATES
from liuke.web.console.owners import words as owners
from liuke.web.console.programme.words import COUPON_KINDS
from liuke.web.console.stores.words import BAY_KINDS, STORE_KINDS, WEEKDAYS
from liuke.web.console.vehicles.words import AUDITED as CAR_FIELDS
from liuke.web.console.vehicles.words import POLICY_KINDS, ROLES, USES, WORK_STATES
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import N_, lazy, t

KINDS = {
    **dict((*STORE_KINDS, *BAY_KINDS, *POLICY_KINDS, *COUPON_KINDS)),
    **{
        code: lazy(word)
        for table in (money.KINDS, owners.KINDS, owners.REQUEST_KINDS)
        for code, word in table.items()
    },
}
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
    "store.service_area_changed": N_("changed the service area of"),
    "store.headcount_changed": N_("changed the planned and actual staff of"),
    "custom_field.created": N_("defined the field"),
    "custom_field.changed": N_("changed the field"),
    "label.changed": N_("renamed the field"),
    "bay.created": N_("created the bay"),
    "bay.changed": N_("changed the bay"),
    "staff.created": N_("created the account"),
    "staff.changed": N_("changed the account"),
    "staff.roles_changed": N_("changed the roles of"),
    "personal.revealed": N_("looked at personal data of"),
    "personal.listed": N_("looked at a list of owners:"),
    "personal.opened": N_("opened the page of"),
    "owner.created": N_("created the owner"),
    "owner.changed": N_("changed the owner"),
    "owner.phone_added": N_("added a number of"),
    "owner.phone_changed": N_("changed a number of"),
    "owner.phone_removed": N_("removed a number of"),
    "owner.wechat_added": N_("tied a WeChat account to"),
    "owner.wechat_removed": N_("untied a WeChat account from"),
    "owner.consent_given": N_("wrote down the consent of"),
    "owner.consent_withdrawn": N_("wrote down that consent was taken back by"),
    "owner.stage_marked": N_("corrected the life stage of"),
    "owner.joined_household": N_("added to a household:"),
    "owner.left_household": N_("took out of a household:"),
    "owner.heads_household": N_("made head of a household:"),
    "owner.contact_added": N_("added a contact person of"),
    "owner.contact_removed": N_("removed a contact person of"),
    "owner.merged": N_("merged another entry into"),
    "owner.merged_away": N_("merged into another entry:"),
    "owner.parted": N_("parted again:"),
    "owner.not_the_same": N_("found to be two people:"),
    "owner.erased": N_("erased a person"),
    "owner.guest_welcomed": N_("served a guest from another store:"),
    "owner.guest_not_found": N_("asked for a guest's number or plate that nobody has, at"),
    "loyalty.topup": N_("topped up the account of"),
    "loyalty.sale": N_("sold a card to"),
    "loyalty.issue": N_("issued coupons to"),
    "loyalty.gift": N_("gave value to"),
    "loyalty.transfer": N_("handed value over from"),
    "loyalty.hold": N_("set value aside for"),
    "loyalty.void": N_("released a hold of"),
    "loyalty.bill": N_("settled a bill of"),
    "loyalty.return": N_("took back a bill of"),
    "loyalty.refund": N_("refunded"),
    "loyalty.reversal": N_("reversed a posting of"),
    "loyalty.freeze": N_("froze the account of"),
    "loyalty.unfreeze": N_("lifted the freeze of"),
    "programme.created": N_("added to the programme:"),
    "programme.changed": N_("changed in the programme:"),
    "till.opened": N_("opened the till"),
    "till.closed": N_("closed the till"),
    "proposal.asked": N_("asked for approval:"),
    "proposal.withdrawn": N_("withdrew what waited for approval:"),
    "proposal.approved": N_("approved:"),
    "proposal.refused": N_("turned down what waited for approval:"),
    "privacy.asked": N_("took in a privacy request of"),
    "privacy.identity_checked": N_("checked the identity of"),
    "privacy.answered": N_("answered the privacy request of"),
    "privacy.refused": N_("turned down the privacy request of"),
    "interest.created": N_("created the interest"),
    "interest.changed": N_("changed the interest"),
    "import.uploaded": N_("uploaded for import"),
    "import.confirmed": N_("confirmed the import"),
    "import.discarded": N_("discarded the import"),
    "prepaid_policy.added": N_("added a rule for prepaid cards:"),
    "issuer.saved": N_("entered the issuer of"),
    "escrow.entered": N_("entered the escrow of"),
    "identity.checked": N_("checked a document of"),
    "book_account.saved": N_("changed the book account"),
    "dues.settled": N_("settled between stores:"),
    "month.closed": N_("closed the month"),
    "opening.uploaded": N_("uploaded a list of balances:"),
    "opening.asked": N_("asked to post the balances"),
    "opening.approved": N_("approved the balances"),
    "opening.resumed": N_("went on posting the balances"),
    "opening.sent_back": N_("sent back the balances"),
    "opening.discarded": N_("discarded the balances"),
    "opening.undo_asked": N_("asked to take back the balances"),
    "opening.undo_approved": N_("approved taking back the balances"),
    "opening.kept": N_("kept the balances"),
    "import.undone": N_("took back the import"),
    "car.added": N_("put on file the car"),
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
    "model.adopted": N_("adopted spellings as models of"),
    "plan.written": N_("wrote a line of the plan of"),
    "plan.changed": N_("changed a line of the plan of"),
    "export.made": N_("exported"),
    "segment.created": N_("created the segment"),
    "segment.changed": N_("changed the segment"),
    "segment.deleted": N_("deleted the segment"),
    "tag.created": N_("created the tag"),
    "tag.changed": N_("changed the tag"),
    "tag.set": N_("set a tag on"),
    "tag.set_on_segment": N_("set a tag on the members of"),
    "tag.taken_off": N_("took a tag off"),
    "tag.refreshed": N_("worked out the tag"),
    "key.made": N_("made the API key"),
    "key.revoked": N_("revoked the API key"),
    "webhook.made": N_("made the webhook"),
    "webhook.changed": N_("changed the webhook"),
    "webhook.secret_changed": N_("changed the secret of the webhook"),
    "webhook.ended": N_("ended the webhook"),
    "webhook.paused": N_("paused the webhook"),
    "webhook.resumed": N_("sent on the webhook"),
    "webhook.sent_again": N_("sent messages again of the webhook"),
    "personal.fetched": N_("read owners through the API:"),
    "personal.fetched_whole": N_("read owners with whole phones through the API:"),
    "job.retried": N_("tried the job again"),
}
FIELDS: Mapping[str, str] = {
    **money.AUDITED,
    "name": N_("Called"),
    "short_name": N_("Short name"),
    "code": N_("Code"),
    "dms_name": N_("Name in the DMS"),
    "kind": N_("Kind"),
    "region": N_("Region"),
    "brands": N_("Brands"),
    "district": N_("City district"),
    "address": N_("Address"),
    "bearer": N_("Field of"),
    "key": N_("Key"),
    "label_zh": N_("Chinese label"),
    "label_en": N_("English label"),
    "required": N_("Must be filled in"),
    "choices": N_("Choices"),
    "rank": N_("Rank"),
    "retired": N_("Not asked any more"),
    "longitude": N_("Longitude"),
    "latitude": N_("Latitude"),
    "service_area": N_("Service area"),
    "headcount": N_("Staff by role and month (planned/actual)"),
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
    "owners": N_("Owners"),
    "note": N_("What for"),
    "share": N_("Shared with"),
    "author": N_("Author"),
    "conditions": N_("Conditions"),
    "origin": N_("Set"),
    "segment": N_("Segment"),
    "valid_days": N_("Valid for days"),
    "tag": N_("Tag"),
    "tags_set": N_("Owners with it newly"),
    "tags_gone": N_("Owners without it now"),
    "scopes": N_("May do"),
    "kinds": N_("Events"),
    "messages": N_("Messages"),
    "tries": N_("Failed tries"),
    "place": N_("Holds in"),
    "sandbox": N_("For trying out"),
    "expires_at": N_("Expires"),
    "gender": N_("Gender"),
    "birthday": N_("Birthday"),
    "channel": N_("Source channel"),
    "files": N_("Files"),
    **{name.removesuffix("_id"): word for name, word in owners.FIELDS.items() if name != "kind"},
    "interests": N_("Interests"),
    "phone_label": N_("Whose"),
    "phone_state": N_("State"),
    "first": N_("Call this number first"),
    "application": N_("Application"),
    "purposes": N_("Purpose"),
    "channels": N_("Channel"),
    "stage": N_("Stage"),
    "day": N_("Day"),
    "lost_reason": N_("Why they left"),
    "household": N_("Household"),
    "contact": N_("Contact persons"),
    "position": N_("Position"),
    "merged": N_("The other entry"),
    "rows": N_("Rows"),
    "received_on": N_("Received on"),
    "due_on": N_("Answer by"),
    "identity_how": N_("Identity"),
    **FATES,
    **CAR_FIELDS,
}


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")
"""As a row is told (``org.editing.told``)."""
_NO_PERSON: Mapping[str, str] = {SYSTEM.name: N_("the system"), COMMAND_LINE.name: N_("the command line")}


def verb_words(verb: str) -> str:
    """A verb in words; one of a package that brings none, as it is."""
    return t(VERBS[verb]) if verb in VERBS else verb


def field_words(field: str) -> str:
    """A field in words."""
    return t(FIELDS[field]) if field in FIELDS else field.removeprefix(CUSTOM)


def actor_words(name: str) -> str:
    """A person's name; the system's and the command line's in words."""
    return t(_NO_PERSON[name]) if name in _NO_PERSON else name


def value_words(value: Any, field: str = "", beside: Mapping[str, Any] | None = None) -> str:
    """A value as it was kept, codes in words, phones in it masked; ``beside`` is what was kept with it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, list):
        return "、".join(value_words(one, field) for one in value) or "—"
    if isinstance(value, dict):
        told = ((field_words(name), value_words(one, name, value)) for name, one in value.items() if one)
        return "，".join(f"{name} {words}" for name, words in told) or "—"
    if field == "amount" and beside and "value" in beside:
        return desk.amount(desk.unit_of(beside["value"]), value)
    if field.endswith("_fen") and isinstance(value, int):
        return f"¥{yuan_of(value)}"
    said = str(value)
    if _MOMENT.fullmatch(said):
        return f"{localtime(dt.datetime.fromisoformat(said)):%Y-%m-%d %H:%M}"
    return masked_text(READERS[field](said) if field in READERS else said)


def _role(text: str) -> str:
    role, _, place = text.partition(" @ ")
    name = role_name(role) if role in set(Role) else role
    return f"{name} · {t('whole group') if place == 'group' else place}" if place else name


def _hours(text: str) -> str:
    day, _, hours = text.partition(" ")
    return f"{WEEKDAYS[int(day) - 1]} {hours}" if day in set("1234567") else text


def _heads(text: str) -> str:
    role, _, rest = text.partition(" ")
    return f"{role_name(role)} {rest}" if role in set(Role) else text


def _quarter(text: str) -> str:
    return quarter_words(dt.date.fromisoformat(text))


def _codes(pairs: Iterable[tuple[str, Any]]) -> Callable[[str], str]:
    names = dict(pairs)
    return lambda text: str(names.get(text, text))


def _coded(table: Mapping[str, str], code: str) -> str:
    return t(table[code]) if code in table else code


CODES: Mapping[str, Mapping[str, str]] = {
    **money.CODES,
    "credit_rule": owners.CREDIT_RULES,
    "spending": owners.SPENDING,
    "contact_channel": owners.CONTACT_CHANNELS,
    "contact_time": owners.CONTACT_TIMES,
    "phone_label": owners.PHONE_LABELS,
    "phone_state": {code: word for code, (word, _) in owners.PHONE_STATES.items()},
    "purposes": owners.PURPOSES,
    "channels": owners.CHANNELS,
    "stage": owners.STAGES,
    "identity_how": owners.IDENTITY_HOWS,
}
READERS: Mapping[str, Callable[[str], str]] = {
    "kind": _codes(KINDS.items()),
    "role": _codes(ROLES),
    "use": _codes(USES),
    "state": _codes(WORK_STATES),
    "roles": _role,
    "hours": _hours,
    "headcount": _heads,
    "field": field_words,
    "quarter": _quarter,
    **{name: partial(_coded, table) for name, table in CODES.items()},
}


def filters() -> dict[str, Callable[..., str]]:
    """What the templates call these by."""
    return {
        "audit_actor": actor_words,
        "audit_verb": verb_words,
        "audit_field": field_words,
        "audit_value": value_words,
    }
