"""The key that signs sessions and links: made once, kept in the home folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from liuke.config.home.prepare_home import HomeNotWritable, prepare_home
from liuke.config.home.private_file import keep_private

KEY_BYTES = 48


def kept_secret_key(home: Path) -> str:
    """The key in ``home``, created on first use. Raises HomeNotWritable."""
    path = home / "secret-key"
    try:
        if path.exists():
            return path.read_text(encoding="utf-8").strip()
        prepare_home(home)
        return keep_private(path, secrets.token_urlsafe(KEY_BYTES))
    except OSError as error:
        raise HomeNotWritable(home=home, why=error.strerror or str(error)) from None
