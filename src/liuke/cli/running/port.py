"""Whether the web server will get its address."""

from __future__ import annotations

import errno
import socket
import time

from liuke.values.refusal import Refusal


class PortTaken(Refusal):
    code = "port_taken"
    sentence = (
        "Port %(port)s on %(host)s is taken by another program. Stop that one, or choose another port: "
        "LIUKE_PORT=%(other)s liuke up"
    )


class AddressNotOurs(Refusal):
    code = "address_not_ours"
    sentence = (
        "The web server cannot listen on %(host)s, port %(port)s: %(why)s. "
        "Check LIUKE_HOST (127.0.0.1 for this machine, 0.0.0.0 for all networks) and LIUKE_PORT."
    )


def check_port_free(host: str, port: int, *, patience_seconds: float = 0.0) -> None:
    """Returns when the port is free; waits ``patience_seconds`` for one whose holder is just ending.

    Raises PortTaken, AddressNotOurs.
    """
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            _try(host, port)
            return
        except socket.gaierror as error:
            raise AddressNotOurs(host=host, port=port, why=error.strerror) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise AddressNotOurs(host=host, port=port, why=error.strerror or error) from None
            if time.monotonic() >= deadline:
                raise PortTaken(host=host, port=port, other=port % 65535 + 1) from None
        time.sleep(0.1)


def _try(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen()
