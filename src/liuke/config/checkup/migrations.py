"""Whether the tables are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from liuke.config.checkup.finding import Finding
from liuke.config.database.migrations import pending_migrations, set_up_django
from liuke.config.environment.for_children import DJANGO_SETTINGS
from liuke.insight.reports.language import N_


def check_migrations() -> Iterator[Finding]:
    """One finding, or none where the platform is not installed or the database does not answer."""
    if find_spec("django") is None or find_spec(DJANGO_SETTINGS) is None:
        return
    set_up_django()
    from django.db import OperationalError

    try:
        pending = pending_migrations()
    except OperationalError:  # said by check_database already
        return
    yield Finding(
        N_("Tables"),
        not pending,
        N_("%(count)s migrations are pending") if pending else N_("up to date"),
        N_("Run liuke migrate; liuke up does so at its start."),
        {"count": pending},
    )
