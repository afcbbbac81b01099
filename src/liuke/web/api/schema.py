"""What comes in and goes out, as pydantic reads it."""

from __future__ import annotations

from pydantic import BaseModel


class Schema(BaseModel):
    """Read once. The framework's own Schema reads everything twice, to look into Django's rows as well; here
    the shapes are filled by us."""
