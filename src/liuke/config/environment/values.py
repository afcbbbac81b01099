"""Readers of the texts in environment variables. Each raises ValueError for a text it cannot take."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_LEAST_KEY = 32
_MOST_PROCESSES = 64


def folder(text: str) -> Path:
    """An absolute folder; ``~`` is the user's home. A relative one would depend on the shell."""
    path = Path(text).expanduser()
    if not path.is_absolute() or "\n" in text:
        raise ValueError(text)
    return path


def host(text: str) -> str:
    """A name or an address, without a port."""
    if not _HOST.fullmatch(text):
        raise ValueError(text)
    return text


def port(text: str) -> int:
    """1 to 65535.

    >>> port("8000")
    8000
    """
    number = _whole(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def database_url(text: str) -> str:
    """``postgresql://role:password@host:port/database``, as libpq reads it."""
    parts = urlsplit(text)
    if parts.scheme not in ("postgresql", "postgres") or len(parts.path) < 2:
        raise ValueError(text)
    return text


def secret_key(text: str) -> str:
    """At least 32 characters: a shorter one can be guessed."""
    if len(text) < _LEAST_KEY:
        raise ValueError(text)
    return text


def switch(text: str) -> bool:
    """1 or 0, and what people write for it.

    >>> switch("on")
    True
    """
    if text.lower() not in _SWITCH:
        raise ValueError(text)
    return _SWITCH[text.lower()]


def names(text: str) -> tuple[str, ...]:
    """Names separated by commas.

    >>> names("liuke.example.cn, www.example.cn")
    ('liuke.example.cn', 'www.example.cn')
    """
    found = tuple(name.strip() for name in text.split(",") if name.strip())
    if any(not re.fullmatch(r"\*|\.?[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\]", name) for name in found):
        raise ValueError(text)
    return found


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks separated by commas, each with the number of bits that are fixed.

    >>> [str(one) for one in networks("10.20.0.0/16, 192.168.1.5")]
    ['10.20.0.0/16', '192.168.1.5/32']
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def language(text: str) -> Literal["zh", "en"]:
    """zh or en; zh-CN, en_US and the like mean the same."""
    short = text.lower()[:2]
    if short == "zh":
        return "zh"
    if short == "en":
        return "en"
    raise ValueError(text)


def process_count(text: str) -> int:
    """1 to 64."""
    number = _whole(text)
    if not 1 <= number <= _MOST_PROCESSES:
        raise ValueError(text)
    return number


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)
