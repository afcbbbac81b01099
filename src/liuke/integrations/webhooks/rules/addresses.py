"""N Where a webhook may go: only to public addresses, so that nobody reaches into the house through us."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from liuke.values.refusal import Refusal

LONGEST = 500
_NAT64 = range(0x0064FF9B << 96, (0x0064FF9B << 96) + 2**32)


class AddressNotAllowed(Refusal):
    code = "webhook_address_not_allowed"
    sentence = "This address cannot be used. It must be https, public, and hold no user name or password."


def host_of(address: str) -> tuple[str, int, str]:
    """(host, port, path with query) of an address. Raises AddressNotAllowed.

    >>> host_of("https://erp.example.com/hook?a=1")
    ('erp.example.com', 443, '/hook?a=1')
    """
    try:
        parts = urlsplit(address)
        port = parts.port or 443
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise AddressNotAllowed from None
    plain = address.isascii() and address.isprintable() and " " not in address
    if (
        parts.scheme != "https"
        or not host
        or parts.username is not None
        or not plain
        or len(address) > LONGEST
    ):
        raise AddressNotAllowed
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def is_public(text: str) -> bool:
    """Whether a network address is out in the world, whatever it is wrapped in.

    >>> [is_public(one) for one in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False]
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, Teredo, NAT64 or compatible one stands for."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if int(address) in _NAT64 or 1 < int(address) < 2**32:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
