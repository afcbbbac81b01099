"""The database of a deployment while in use: the embedded one is started, one's own is only asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from psycopg.conninfo import make_conninfo

from liuke.config.database.prepare_database import prepare_database
from liuke.config.embedded_postgres.cluster import ADMIN, APP, MAINTENANCE, SUPERUSER, Cluster
from liuke.config.embedded_postgres.postmaster import alive, postmaster_of
from liuke.config.embedded_postgres.provision import provision
from liuke.config.embedded_postgres.start import Running, start
from liuke.config.embedded_postgres.stop import stop
from liuke.config.environment import Environment
from liuke.config.home.lock_home import lock_home
from liuke.config.home.prepare_home import prepare_home
from liuke.values.refusal import Refusal


class DatabaseGoneAgain(Refusal):
    code = "database_gone_again"
    sentence = (
        "PostgreSQL ended %(times)s times within a minute. Look into %(log)s, and at the free disk space."
    )


MOST_RESTARTS_A_MINUTE = 5


class Database:
    """Opened once, looked after, closed. ``adopted`` tells that an embedded server was already running."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._cluster = Cluster(home=environment.home) if environment.embedded else None
        self._running: Running | None = None
        self._restarts: list[float] = []

    @property
    def adopted(self) -> bool:
        return self._running is not None and self._running.adopted

    def open(self) -> Environment:
        """A database ready for migrations; the environment, which now knows its addresses.

        Raises the refusals of starting the embedded server and of prepare_database.
        """
        if self._cluster is not None:
            self._running = start(self._cluster)
            provision(self._cluster)
            self._environment = addressed(self._environment)
        app, admin = self._environment.database_url, self._environment.database_admin_url
        assert app is not None
        assert admin is not None
        prepare_database(admin_url=admin, app_url=app)
        return self._environment

    def look_after(self) -> bool:
        """Starts an embedded server that has died; whether that was needed. Raises DatabaseGoneAgain."""
        if self._cluster is None or self._running is None or alive(self._running.pid):
            return False
        now = time.monotonic()
        self._restarts = [at for at in self._restarts if now - at < 60] + [now]
        if len(self._restarts) > MOST_RESTARTS_A_MINUTE:
            raise DatabaseGoneAgain(times=len(self._restarts), log=self._cluster.log_folder)
        self._running = start(self._cluster)
        return True

    def close(self) -> None:
        """Stops an embedded server, adopted or not; one's own server is left alone."""
        if self._cluster is not None:
            stop(self._cluster)


def addressed(environment: Environment) -> Environment:
    """``environment`` with the addresses of its embedded database, which must have been set up."""
    cluster = Cluster(home=environment.home)
    return replace(
        environment, database_url=cluster.url(role=APP), database_admin_url=cluster.url(role=ADMIN)
    )


@contextmanager
def opened(environment: Environment) -> Iterator[Environment]:
    """The database for one command: the one that runs, else an embedded one for as long as it takes.

    Raises HomeInUse while another process is just starting or stopping it.
    """
    if not environment.embedded or postmaster_of(Cluster(home=environment.home)) is not None:
        yield addressed(environment) if environment.embedded else environment
        return
    with opened_alone(environment) as ready:
        yield ready


@contextmanager
def opened_alone(environment: Environment) -> Iterator[Environment]:
    """As ``opened``, with nobody else running the platform on this home. Raises HomeInUse."""
    prepare_home(environment.home)
    with lock_home(environment.home):
        database = Database(environment)
        try:
            yield database.open()
        finally:
            database.close()


def maintenance_url(environment: Environment) -> str:
    """An address that may create and rename databases: the superuser's where the cluster is ours."""
    if environment.embedded:
        return Cluster(home=environment.home).url(role=SUPERUSER, database=MAINTENANCE)
    assert environment.database_admin_url is not None
    return make_conninfo(environment.database_admin_url, dbname=MAINTENANCE)
