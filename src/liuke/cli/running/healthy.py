"""Whether the web process serves."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

OK = 200


def healthy(address: str, path: str) -> bool:
    """Whether ``path`` answers 200 now. Asked directly: a proxy of the shell's has no business here."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port or 80, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
