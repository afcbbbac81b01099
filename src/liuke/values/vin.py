"""VIN 车架号: 17 characters without I, O and Q, with a check digit (GB 16735, ISO 3779)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from liuke.values.reading import BadCell, Reading
from liuke.values.text import read_code

CANONICAL = "[A-HJ-NPR-Z0-9]{17}"
"""Texts this matches are kept as they stand (the check digit is judged apart)."""

_CANONICAL = re.compile(CANONICAL)
_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.int64)
_VALUES = np.zeros(128, dtype=np.int64)
for _digit in "0123456789":
    _VALUES[ord(_digit)] = int(_digit)
for _letters, _start in (("ABCDEFGH", 1), ("JKLMN", 1), ("P", 7), ("R", 9), ("STUVWXYZ", 2)):
    for _offset, _letter in enumerate(_letters):
        _VALUES[ord(_letter)] = _start + _offset
_LOOKALIKES = str.maketrans({"I": "1", "O": "0", "Q": "0"})


def check_digit(vin: str) -> str:
    """The digit (or X) that belongs in the ninth place: weighted sum modulo 11.

    >>> check_digit("LATPAB071W1005301")
    '1'
    """
    total = sum(int(_VALUES[ord(c)]) * int(w) for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if total == 10 else str(total)


def wrong_check_digit(vins: Sequence[str]) -> npt.NDArray[np.bool_]:
    """For each canonical VIN whether its ninth character is not its check digit.

    >>> wrong_check_digit(["LATPAB071W1005301", "LATPAB070W1005301"]).tolist()
    [False, True]
    """
    if not len(vins):
        return np.zeros(0, dtype=np.bool_)
    characters = np.array(vins, dtype="S17").view(np.uint8).reshape(-1, 17)
    remainders = (_VALUES[characters] * _WEIGHTS).sum(axis=1) % 11
    expected = np.where(remainders == 10, ord("X"), remainders + ord("0"))
    return np.asarray(characters[:, 8] != expected, dtype=np.bool_)


def read_vin(text: str) -> Reading[str]:
    """Upper case, narrow, without spaces and hyphens. Raises BadCell for a wrong length or character.

    >>> read_vin("latpab071w1005301").fixes
    ('lower_case',)
    """
    reading = read_code(text)
    if reading.value is None:
        return reading
    fixes = list(reading.fixes)
    vin = reading.value
    if vin.upper() != vin:
        vin = vin.upper()
        fixes.append("lower_case")
    bare = re.sub(r"[-*·.]", "", vin)
    if bare != vin:
        vin = bare
        fixes.append("separators")
    if len(vin) != 17:
        raise BadCell("vin_length")
    if not _CANONICAL.fullmatch(vin):
        guess = vin.translate(_LOOKALIKES)
        if _CANONICAL.fullmatch(guess):
            raise BadCell("vin_character", suggestion=guess)
        raise BadCell("vin_character")
    return Reading(vin, tuple(fixes))
