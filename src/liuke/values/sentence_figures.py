"""The figures of a sentence as a finding gives them: numbers and words by name."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer


def _plain(figure: float | str | None) -> float | str | None:
    return figure if figure is None or isinstance(figure, str) else float(figure)


Told = Annotated[float | str, PlainSerializer(_plain, return_type=float | str)]
"""A whole number, or one of NumPy's, is written as the float it stands for."""

Figures = dict[str, Annotated[float | str | None, PlainSerializer(_plain, return_type=float | str | None)]]
"""The same, where a figure may be unknown."""
