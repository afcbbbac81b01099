"""The diagnosis as JSON, and the JSON schema it promises to keep."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from liuke.insight.diagnosis.contract import SCHEMA_VERSION, Diagnosis


@lru_cache
def _adapter() -> TypeAdapter[Diagnosis]:
    return TypeAdapter(Diagnosis)


def diagnosis_json(diagnosis: Diagnosis) -> str:
    """``diagnosis.json``: UTF-8 text, money in yuan, nothing rounded, days as YYYY-MM-DD."""
    document = _adapter().dump_python(diagnosis, mode="json", by_alias=True)
    return json.dumps(_finite(document), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    """JSON knows no infinity: what is not a number is no figure."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def diagnosis_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of ``diagnosis.json``."""
    schema = _adapter().json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:liuke:diagnosis:{SCHEMA_VERSION}",
        **schema,
    }
