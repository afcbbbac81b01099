"""Whether the platform's libraries are installed; the diagnosis does without them."""

from __future__ import annotations

from importlib.util import find_spec

from liuke.values.refusal import Refusal

NEEDED = ("django", "granian", "procrastinate", "psycopg")


class ServerExtraMissing(Refusal):
    code = "server_extra_missing"
    sentence = (
        "This command needs the platform (%(missing)s is missing). Install it: pip install 'liuke[server]'"
    )


def need_server_extra() -> None:
    """Raises ServerExtraMissing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ServerExtraMissing(missing=", ".join(missing))
