"""The settings the documentation shows are those that are understood."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from liuke.insight.star.settings import StoreFacts, settings_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "diagnosis.md"


def test_the_settings_of_the_documents_are_understood() -> None:
    shown = re.search(r"```yaml\n(settings:.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    settings = settings_of(yaml.safe_load(shown.group(1))["settings"])
    (facts,) = settings.stores.values()
    assert all(getattr(facts, name) is not None for name in StoreFacts.__dataclass_fields__)
