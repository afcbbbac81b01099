"""A field of a kind of row, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """How the cells of a field are read."""

    CODE = "code"
    TEXT = "text"
    VIN = "vin"
    PLATE = "plate"
    PHONE = "phone"
    YUAN = "yuan"
    KM = "km"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    SCORE_5 = "score_5"
    SCORE_10 = "score_10"
    YES_NO = "yes_no"
    WORDS = "words"


@dataclass(frozen=True)
class Field:
    """``synonyms`` are header words that mean this field beyond doubt, ``weak`` ones that mean it where no
    better column is there. ``words`` names the vocabulary of a WORDS field. ``weight`` is how much the field
    tells about the kind of the sheet."""

    name: str
    type: Type
    synonyms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    required: bool = False
    weight: float = 1.0
    words: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of row: its fields, the words in file and sheet names that hint at it, its key.

    ``one_of`` lists groups of fields of which at least one column must be there.
    """

    name: str
    fields: tuple[Field, ...]
    hints: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)
