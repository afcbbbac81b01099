"""N Where a webhook may go: out into the world by https, and into the house only where the house says so."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from liuke.values.refusal import Refusal

LONGEST = 500
Networks = Sequence[IPv4Network | IPv6Network]
_NAT64 = range(0x0064FF9B << 96, (0x0064FF9B << 96) + 2**32)
_PROTOCOLS = ip_network("192.0.0.0/24")
"""Set aside for protocols; some of it counts as global."""
_PORTS = {"https": 443, "http": 80}


class AddressNotAllowed(Refusal):
    code = "webhook_address_not_allowed"
    sentence = "This address cannot be used. It must be https, public, and hold no user name or password."


@dataclass(frozen=True)
class Target:
    """An address taken apart. ``path`` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(address: str, *, own: Networks) -> Target:
    """``own`` are the networks of the house that may be told, by http as well. Raises AddressNotAllowed.

    A name is looked up only when a message is sent; a number is judged here, however it is written.

    >>> target_of("https://erp.example.com/hook?a=1", own=())
    Target(scheme='https', host='erp.example.com', port=443, path='/hook?a=1')
    """
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise AddressNotAllowed from None
    host = (parts.hostname or "").rstrip(".")
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \\<>\"'`{}|^")
    if not host or parts.username is not None or not plain or len(address) > LONGEST:
        raise AddressNotAllowed
    number = _number(host)
    if number is not None and not may_be_told(number, scheme=parts.scheme, own=own):
        raise AddressNotAllowed
    if parts.scheme == "http" and not own:
        raise AddressNotAllowed
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def may_be_told(text: str, *, scheme: str, own: Networks) -> bool:
    """Whether a network address may be sent to, whatever it is wrapped in.

    >>> [may_be_told(one, scheme="https", own=()) for one in ("93.184.216.34", "10.0.0.1", "::ffff:7f00:1")]
    [True, False, False]
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        address = inner
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if any(address in network for network in own):
        return True
    if address in _PROTOCOLS or (isinstance(address, IPv6Address) and address.is_site_local):
        return False
    return scheme == "https" and address.is_global and not address.is_reserved


def _number(host: str) -> str | None:
    """The network address a host stands for by itself: also 127.1, 0x7f000001, 017700000001, 2130706433."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return str(IPv4Address(socket.inet_aton(host)))
    except OSError:
        return None


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, Teredo, NAT64 or compatible one stands for."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if int(address) in _NAT64 or 1 < int(address) < 2**32:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
