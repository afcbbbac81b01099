"""Every field conditions can ask about: declared in the ``conditions.py`` of the installed packages, and the
group's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from liuke.segments.own_fields import own_fields
from liuke.values.condition import Field


def fields(*, chinese: bool = True) -> Mapping[str, Field]:
    """By key; the group's own fields are read anew each time, with their labels in one language."""
    return {**declared(), **own_fields(chinese=chinese)}


@cache
def declared() -> Mapping[str, Field]:
    """By key, in the order of the packages. A key declared twice is a mistake of ours."""
    found: dict[str, Field] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.conditions"
        if not config.name.startswith("liuke.") or find_spec(name) is None:
            continue
        for field in import_module(name).FIELDS:
            if field.key in found:
                raise ValueError(f"the condition {field.key} is declared twice")
            found[field.key] = field
    return found
