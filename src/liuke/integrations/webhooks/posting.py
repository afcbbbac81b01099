"""Posts one message: the name is looked up once, what it gave is checked, and connected to as checked."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from liuke.integrations.webhooks.rules.addresses import (
    AddressNotAllowed,
    Networks,
    Target,
    may_be_told,
    target_of,
)

SECONDS = 10
"""For all of a message: one that answers a byte at a time is cut off as well."""
MOST_READ = 1024
TOO_SLOW = "too_slow"


@dataclass(frozen=True)
class Answered:
    """The status a receiver answered with, or why there was no answer."""

    status: int | None
    fault: str = ""

    @property
    def good(self) -> bool:
        """A redirect is no success, and nobody follows it."""
        return self.status is not None and 200 <= self.status < 300


class _ToChecked(http.client.HTTPConnection):
    """Connects to the very network address that was checked; the name is only for the certificate."""

    def __init__(self, target: Target, *, checked: str) -> None:
        self.default_port = 443 if target.scheme == "https" else 80
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._checked, self._sealed = checked, target.scheme == "https"
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._checked, self.port), timeout=SECONDS)
        if self._sealed:
            sealed = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = sealed
            sealed.do_handshake()

    def cut(self) -> None:
        """From another thread: whatever it waits for ends."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(
    *, address: str, body: bytes, headers: Mapping[str, str], own: Networks, seconds: float = SECONDS
) -> Answered:
    """Never raises for what the other side does; a refused address is a fault, too."""
    try:
        target = target_of(address, own=own)
        connection = _ToChecked(target, checked=checked_address(target, own=own))
    except AddressNotAllowed:
        return Answered(None, AddressNotAllowed.code)
    except (OSError, UnicodeError) as error:
        return Answered(None, _told(error))
    late = Timer(seconds, connection.cut)
    late.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return Answered(None, TOO_SLOW) if connection.was_cut else Answered(answer.status)
    except (OSError, http.client.HTTPException) as error:
        slow = isinstance(error, TimeoutError) or connection.was_cut
        return Answered(None, TOO_SLOW if slow else _told(error))
    finally:
        late.cancel()
        connection.close()


def checked_address(target: Target, *, own: Networks) -> str:
    """A network address of the host. Raises AddressNotAllowed if one is not allowed, OSError for none."""
    rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    found = {str(row[4][0]) for row in rows}
    if not found or not all(may_be_told(one, scheme=target.scheme, own=own) for one in found):
        raise AddressNotAllowed
    return min(found, key=lambda one: (":" in one, one))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200].replace("\0", "")
