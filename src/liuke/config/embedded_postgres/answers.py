"""Whether a server answers, found out by really connecting."""

from __future__ import annotations

import os

import psycopg

from liuke.config.embedded_postgres.cluster import MAINTENANCE, SUPERUSER, Cluster


class WrongPassword(Exception):  # noqa: N818 - told on as a refusal of starting
    """The server runs but does not accept our password."""


def answers(cluster: Cluster) -> bool:
    """Whether the server of ``cluster`` takes a connection now, and works in this data folder.

    Raises WrongPassword when waiting would not help.
    """
    try:
        with psycopg.connect(
            cluster.url(role=SUPERUSER, database=MAINTENANCE), connect_timeout=3, autocommit=True
        ) as connection:
            shown = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise WrongPassword from None
        return False
    return shown is not None and os.path.realpath(shown[0]) == os.path.realpath(cluster.data)
