"""Kinds of events, states and faults of messages, in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.integrations.webhooks.models import Attempt, Delivery
from liuke.integrations.webhooks.posting import TOO_SLOW
from liuke.integrations.webhooks.rules.addresses import AddressNotAllowed
from liuke.web.shell.wording import N_, t

KINDS: Mapping[str, str] = {
    "owner.created": N_("An owner was entered"),
    "owner.changed": N_("An owner was changed"),
    "owner.merged": N_("Two owners were merged"),
    "owner.erased": N_("A person was erased"),
    "vehicle.changed": N_("A vehicle was changed"),
    "loyalty.posted": N_("Something was posted to an owner's account"),
    "import.done": N_("An import was taken in"),
    "import.undone": N_("An import was taken back"),
    "test": N_("Test message"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("waiting"), "info"),
    "delivered": (N_("delivered"), "good"),
    "failed": (N_("failed"), "bad"),
}
FAULTS: Mapping[str, str] = {
    TOO_SLOW: N_("no answer in time"),
    AddressNotAllowed.code: N_("leads to a network address that may not be told"),
    "gaierror": N_("the name is not known"),
    "ConnectionRefusedError": N_("nobody listens there"),
    "SSLCertVerificationError": N_("its certificate is not valid"),
}


def kind_words(kind: str) -> str:
    """A kind of event; one that is no more, as it is."""
    return t(KINDS[kind]) if kind in KINDS else kind


def ended_words(one: Delivery | Attempt) -> str:
    """How a try ended: the status, or why there was none."""
    if one.status is not None:
        redirected = 300 <= one.status < 400
        return f"HTTP {one.status}" + (f" · {t('redirects are not followed')}" if redirected else "")
    code = one.fault.partition(":")[0]
    return t(FAULTS[code]) if code in FAULTS else one.fault
