"""A receiver on this machine, and two stores with an owner each."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")

NOON = dt.datetime(2026, 3, 1, 4, 0, tzinfo=dt.UTC)


@dataclass
class Receiver:
    """Answers each message with the next of ``answers``, the last one for ever; keeps what came."""

    port: int = 0
    scheme: str = "http"
    answers: list[int] = field(default_factory=lambda: [200])
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    location: str = ""
    silent: threading.Event = field(default_factory=threading.Event)
    """Until it is set, a receiver asked for 0 says nothing."""
    drip: bool = False

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"


@contextmanager
def receiving(certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    told = Receiver(scheme="https" if certificate else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.heard.append((self.path, dict(self.headers), body))
            status = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            if told.drip:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not told.silent.wait(0.05):
                    self.wfile.write(b"X")
            elif status == 0:
                told.silent.wait(30)
            else:
                self.send_response(status)
                if told.location:
                    self.send_header("Location", told.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *args: object) -> None: ...

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer((host, 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    told.port = server.server_address[1]
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    running.start()
    try:
        yield told
    finally:
        told.silent.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as told:
        yield told


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, signed by nobody else."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp")])
    at = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(days=1))
        .not_valid_after(at + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path / "erp.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    kept.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return kept


@pytest.fixture
def own_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine counts as the company's own network."""
    from django.conf import settings

    monkeypatch.setattr(settings, "WEBHOOK_NETWORKS", (ip_network("127.0.0.0/8"),))


@pytest.fixture
def stores(own_tables: object) -> dict[str, Any]:
    """East and west, each with an owner."""
    from liuke.org.models import Store
    from liuke.owners.models import Owner

    made = {}
    for side, name in (("east", "东湖店"), ("west", "西岭店")):
        store = Store(code=side, name=name, pinyin=side, initials=side[0], changed_at=NOON, changed_by="test")
        store.save()
        owner = Owner.objects.create(name=f"{name}林晓", pinyin="lin", initials="l", home_store=store)
        made[side], made[f"{side} owner"] = store, owner
    return made


@pytest.fixture
def told(stores: dict[str, Any], own_house: None) -> Callable[..., tuple[Any, str]]:
    """Subscribes a receiver to all events of the group, or of a store."""
    from liuke.integrations.webhooks.actions.subscribe import WebhookDraft, subscribe
    from liuke.integrations.webhooks.events import KINDS
    from liuke.org.rules.roles import Level
    from liuke.org.scope import system_scope

    def made(receiver: Receiver, *, side: str = "", kinds: tuple[str, ...] = KINDS) -> tuple[Any, str]:
        draft = WebhookDraft(
            name="集团CRM",
            address=receiver.address,
            kinds=frozenset(kinds),
            level=Level.STORE if side else Level.GROUP,
            store_id=stores[side].pk if side else None,
        )
        return subscribe(scope=system_scope(), draft=draft, at=NOON)

    return made


def work() -> None:
    """A worker that does what waits and then goes home."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def change(owner: Any, district: str = "城南") -> None:
    """Somebody at the desk changes an owner."""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.save_owner import change_owner
    from liuke.owners.drafts import OwnerDraft

    owner.refresh_from_db()
    draft = OwnerDraft(name=owner.name, home_store_id=owner.home_store_id, district=district)
    change_owner(scope=system_scope(), owner_id=owner.pk, version=owner.version, draft=draft, at=NOON)
