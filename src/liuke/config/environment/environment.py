"""What the environment says, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Environment:
    """One deployment's settings.

    ``database_url`` is the application's role, ``database_admin_url`` the owner's, which migrates. With an
    embedded database both lead into the cluster in ``home``, and are None until that has been set up once.
    """

    home: Path
    host: str
    port: int
    embedded: bool
    database_url: str | None = field(repr=False)
    database_admin_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    debug: bool
    allowed_hosts: tuple[str, ...]
    behind_proxy: bool
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    language: Literal["zh", "en"]
    web_processes: int

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the platform."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
