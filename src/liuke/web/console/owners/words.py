"""Codes of owners in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.owners.code_words import CONTACT_CHANNELS as CONTACT_CHANNELS
from liuke.owners.code_words import KINDS as KINDS
from liuke.owners.code_words import SPENDING as SPENDING
from liuke.owners.code_words import STAGES as STAGES
from liuke.web.shell.wording import N_, t

KIND_FILTER: Mapping[str, str] = {**KINDS, "household": N_("In a household")}
CREDIT_RULES: Mapping[str, str] = {
    "sold": N_("The store that sold the latest car"),
    "served": N_("The store of the latest visit"),
}
CONTACT_TIMES: Mapping[str, str] = {
    "morning": N_("Mornings"),
    "noon": N_("At noon"),
    "afternoon": N_("Afternoons"),
    "evening": N_("Evenings"),
    "weekend": N_("At the weekend"),
}
PHONE_LABELS: Mapping[str, str] = {
    "own": N_("own"),
    "family": N_("family"),
    "driver": N_("driver"),
    "work": N_("at work"),
    "other": N_("other"),
}
PHONE_STATES: Mapping[str, tuple[str, str]] = {
    "unknown": (N_("not checked"), ""),
    "verified": (N_("checked"), "good"),
    "wrong": (N_("wrong number"), "bad"),
}
PURPOSES: Mapping[str, str] = {
    "service": N_("Service notices"),
    "marketing": N_("Marketing messages"),
    "analysis": N_("Analysis of data"),
    "sharing": N_("Passing on to partners"),
}
CHANNELS: Mapping[str, str] = {"any": N_("Every channel"), **CONTACT_CHANNELS}
HOWS: Mapping[str, str] = {
    "paper": N_("Signed on paper"),
    "counter": N_("Said at the counter"),
    "call": N_("Said on the telephone"),
    "wechat": N_("In WeChat"),
    "sms": N_("By text message"),
    "web": N_("On the web"),
    "import": N_("Taken over from another system"),
}
REASONS: Mapping[str, str] = {
    "phone": N_("same telephone number"),
    "phone_crowd": N_("a number that many owners have"),
    "wechat": N_("same WeChat account"),
    "name_district": N_("same name and district"),
    "birthday": N_("same name and birthday"),
    "vin": N_("same car, same name"),
    "plate": N_("same plate"),
}
REQUEST_KINDS: Mapping[str, str] = {
    "access": N_("See or copy the data"),
    "correct": N_("Correct the data"),
    "erase": N_("Erase the data"),
    "withdraw": N_("Take consent back"),
}
REQUEST_STATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("to be checked"), "warn"),
    "checked": (N_("in work"), "info"),
    "done": (N_("finished"), "good"),
    "refused": (N_("turned down"), ""),
}
IDENTITY_HOWS: Mapping[str, str] = {
    "id_card": N_("Identity card seen"),
    "code": N_("Code sent to the number on file"),
    "call_back": N_("Called back on the number on file"),
    "known": N_("Known in person"),
    "mandate": N_("Written mandate and identity card of the agent"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "gender": N_("Gender"),
    "birthday": N_("Birthday"),
    "district": N_("City district"),
    "channel": N_("Source channel"),
    "home_store_id": N_("Home store"),
    "credit_rule": N_("Whose customer"),
    "preferred_store_id": N_("Preferred store"),
    "preferred_adviser_id": N_("Preferred adviser"),
    "spending": N_("Spending capacity"),
    "contact_channel": N_("Preferred channel"),
    "contact_time": N_("Best time to call"),
    "preferences": N_("Preferences"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "credit_rule": CREDIT_RULES,
    "spending": SPENDING,
    "contact_channel": CONTACT_CHANNELS,
    "contact_time": CONTACT_TIMES,
    "stage": STAGES,
    "purpose": PURPOSES,
    "how": HOWS,
    "label": PHONE_LABELS,
}
"""Columns that hold codes, with the words of each."""


def choices(words: Mapping[str, str], *, blank: bool = False) -> list[tuple[str, str]]:
    """Codes and words as a form offers them."""
    return [*([("", "—")] if blank else []), *((code, t(word)) for code, word in words.items())]


def code_words(field: str, value: object) -> str:
    """A value of a column, its code in words."""
    words = CODES.get(field, {})
    return t(words[str(value)]) if str(value) in words else str(value)
