"""File names as people read them, also where a name is bytes of another time's encoding."""

from __future__ import annotations

import os
from pathlib import Path


def readable(path: Path | str) -> str:
    """A path in letters. What is no UTF-8 is taken for GB18030, as archives made under Windows unpack to.

    Only for showing and writing down: the file is opened by the path itself.

    >>> import os
    >>> readable(os.fsdecode("新/工单".encode("gb18030") + ".csv".encode())), readable("a/工单.csv")
    ('新/工单.csv', 'a/工单.csv')
    """
    return os.sep.join(_in_letters(name) for name in str(path).split(os.sep))


def _in_letters(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that os.fsdecode could only carry along
        return os.fsencode(name).decode("gb18030", "replace")
    return name
