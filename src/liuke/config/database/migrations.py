"""The tables against what this version wants: what is pending, and bringing them up to date."""

from __future__ import annotations

from liuke.config.environment.for_children import become_owner, choose_django_settings


def set_up_django(*, owner_url: str | None = None) -> None:
    """Makes Django ready in this process; with ``owner_url`` it signs in as the database's owner."""
    if owner_url is not None:
        become_owner(owner_url)
    choose_django_settings()
    import django

    django.setup()


def pending_migrations() -> int:
    """How many migrations are not applied. Raises Django's OperationalError where nobody answers."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()


def apply_migrations(*, verbosity: int) -> None:
    """Applies them all, as whoever set_up_django signed in."""
    from django.core.management import call_command
    from django.db import connection

    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    finally:
        connection.close()
