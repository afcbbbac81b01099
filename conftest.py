"""Sets Django up once per test process, with no environment of the machine's and no database yet."""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec
from unittest import mock


def _set_up_django() -> None:
    import django

    given = {
        "LIUKE_HOME": tempfile.gettempdir(),
        "LIUKE_SECRET_KEY": "only-for-tests-" + "k" * 32,
        "LIUKE_DATABASE_URL": "postgresql://nobody@localhost:1/nothing",
        "DJANGO_SETTINGS_MODULE": "liuke.config.settings",
    }
    with mock.patch.dict(os.environ, given):
        django.setup()


if find_spec("django") is not None:
    _set_up_django()
