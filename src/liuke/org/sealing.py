"""Secrets at rest: sealed and hashed with a key that follows from the deployment's secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from liuke.values.refusal import Refusal


class KeyChanged(Refusal):
    code = "key_changed"
    sentence = (
        "The deployment's secret key has changed, so the second factor can no longer be checked. "
        "An administrator can reset it."
    )


def sealed(secret: str) -> str:
    """A text only this deployment can open."""
    return Fernet(_key("seal")).encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """Raises KeyChanged."""
    try:
        return Fernet(_key("seal")).decrypt(text.encode()).decode()
    except InvalidToken:
        raise KeyChanged from None


def fingerprint(secret: str) -> str:
    """A keyed hash: codes of 50 bits cannot be guessed from the table alone."""
    return hmac.new(_key("fingerprint"), secret.encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> bytes:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"liuke.{purpose}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)


def digest(text: str) -> bytes:
    """A keyed hash in 32 bytes, as the database makes it with ``digest_pads``."""
    return hmac.new(_key("digest"), text.encode(), hashlib.sha256).digest()


def digest_pads() -> tuple[bytes, bytes]:
    """The inner and the outer pad of ``digest``'s key (RFC 2104): with them SQL needs only ``sha256``."""
    key = _key("digest").ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)
