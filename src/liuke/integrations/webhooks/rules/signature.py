"""N What proves that a message is ours 签名: HMAC-SHA256 over the time and the body."""

from __future__ import annotations

import hashlib
import hmac


def signature(*, secret: str, at_seconds: int, body: bytes) -> str:
    """The value of ``Liuke-Signature``; the receiver works it out again, and refuses old times.

    The same as ``printf '1.{}' | openssl dgst -sha256 -hmac s``.

    >>> signature(secret="s", at_seconds=1, body=b"{}")[:16]
    't=1,v1=b253639bc'
    """
    digest = hmac.new(secret.encode(), f"{at_seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_seconds},v1={digest}"
