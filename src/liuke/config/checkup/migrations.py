"""Whether the tables are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from liuke.config.checkup.finding import Finding
from liuke.config.environment.for_children import DJANGO_SETTINGS, choose_django_settings
from liuke.insight.reports.language import N_


def check_migrations() -> Iterator[Finding]:
    """One finding, or none where the platform is not installed or the database does not answer."""
    if find_spec("django") is None or find_spec(DJANGO_SETTINGS) is None:
        return
    choose_django_settings()
    import django
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:  # said by check_database already
        return
    finally:
        connection.close()
    yield Finding(
        N_("Tables"),
        not pending,
        N_("%(count)s migrations are pending") if pending else N_("up to date"),
        N_("Run liuke migrate; liuke up does so at its start."),
        {"count": len(pending)},
    )
