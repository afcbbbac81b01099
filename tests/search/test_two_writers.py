"""A4 Two people change what concerns one owner at once."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from liuke.org.rules.roles import Role


def test_two_change_one_owner_at_once(own_tables, make_town, ask):
    """Whoever comes second waits, and works out what the first has left."""
    import threading

    from django.db import connection, transaction

    from liuke.owners.models import Owner

    town = make_town()
    lin = town.owner("林晓", store="")
    car = town.car(None, None)
    held, wrong = threading.Event(), []

    def gives_the_car() -> None:
        try:
            with transaction.atomic():
                car.owner_id = lin.pk
                car.save()
                held.set()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.5)")
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=gives_the_car)
    thread.start()
    held.wait(10)
    Owner.objects.filter(pk=lin.pk).update(home_store=town.stores["W"])
    thread.join()
    assert wrong == []
    found = [ask(town.scope(Role.SERVICE_ADVISER, one), "林晓") for one in "EW"]
    assert found == [["林晓"], ["林晓"]]
