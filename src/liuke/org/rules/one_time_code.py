"""O The six digits 动态验证码 of the second factor: RFC 6238, each code good once."""

from __future__ import annotations

import hmac

import pyotp

STEP_SECONDS = 30
TOLERANCE_STEPS = 1


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps take it."""
    return pyotp.random_base32()


def matched_step(*, secret: str, code: str, last_step: int, seconds: float) -> int | None:
    """The time step a code belongs to; None for a wrong code and for one that was used before.

    A phone's clock may be one step off. ``seconds`` is Unix time.
    """
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    now = int(seconds // STEP_SECONDS)
    otp = pyotp.TOTP(secret)
    for step in range(now - TOLERANCE_STEPS, now + TOLERANCE_STEPS + 1):
        if step > last_step and hmac.compare_digest(otp.generate_otp(step), digits):
            return step
    return None


def address_for_app(*, secret: str, login: str, issuer: str) -> str:
    """What the QR code holds: ``otpauth://totp/…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)
