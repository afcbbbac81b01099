"""N What proves that a message is ours 签名: HMAC-SHA256 over the time and the body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence


def signature(*, secrets: Sequence[str], at_seconds: int, body: bytes) -> str:
    """The value of ``Liuke-Signature``; the receiver works it out again, and refuses old times.

    While a secret is being changed there is one ``v1`` for the new and one for the old secret.
    The same as ``printf '1.{}' | openssl dgst -sha256 -hmac s``.

    >>> signature(secrets=["s"], at_seconds=1, body=b"{}")[:16]
    't=1,v1=b253639bc'
    """
    told = f"{at_seconds}.".encode() + body
    proofs = (hmac.new(secret.encode(), told, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at_seconds}", *(f"v1={one}" for one in proofs)])
