"""Posts one message to a public address: looked up once, checked, and connected to as checked."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from liuke.integrations.webhooks.rules.addresses import AddressNotAllowed, host_of, is_public

SECONDS = 10
MOST_READ = 1024


@dataclass(frozen=True)
class Answered:
    """The status a receiver answered with, or why there was no answer."""

    status: int | None
    fault: str = ""

    @property
    def good(self) -> bool:
        """A redirect is no success, and nobody follows it."""
        return self.status is not None and 200 <= self.status < 300


class _ToChecked(http.client.HTTPSConnection):
    """Connects to the very network address that was checked; the name is only for the certificate."""

    def __init__(self, host: str, port: int, *, checked: str) -> None:
        self._context_used = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._context_used)
        self._checked = checked

    def connect(self) -> None:
        plain = socket.create_connection((self._checked, self.port), timeout=SECONDS)
        self.sock = self._context_used.wrap_socket(plain, server_hostname=self.host)


def post(*, address: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    """Never raises for what the other side does; a refused address is a fault, too."""
    try:
        host, port, path = host_of(address)
        connection = _ToChecked(host, port, checked=checked_address(host, port))
    except AddressNotAllowed:
        return Answered(None, AddressNotAllowed.code)
    except OSError as error:
        return Answered(None, f"{type(error).__name__}: {error}"[:200])
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return Answered(answer.status)
    except (OSError, http.client.HTTPException) as error:
        return Answered(None, f"{type(error).__name__}: {error}"[:200])
    finally:
        connection.close()


def checked_address(host: str, port: int) -> str:
    """A network address of ``host``. Raises AddressNotAllowed if any is not public, OSError for none."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(map(is_public, found)):
        raise AddressNotAllowed
    return sorted(found, key=lambda one: ":" in one)[0]
