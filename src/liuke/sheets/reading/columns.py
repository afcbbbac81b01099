"""Column letters of a spreadsheet and their indexes."""

from __future__ import annotations

MAX_COLUMNS = 16_384
_LONGEST = 3


def column_index(letters: bytes | str) -> int:
    """The index from 0 of a column named in capitals.

    >>> column_index("A"), column_index("Z"), column_index("AA"), column_index("XFD")
    (0, 25, 26, 16383)

    Raises ``ValueError`` for what is no column of a spreadsheet.
    """
    index = 0
    for code in letters.encode() if isinstance(letters, str) else letters:
        index = index * 26 + code - 64
    if not 0 < index <= MAX_COLUMNS or len(letters) > _LONGEST:
        raise ValueError(f"no column is named {letters!r}")
    return index - 1


def column_letters(index: int) -> str:
    """The name of the column with that index from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
