"""A4 How the name of an owner is spelled 拼音: to sort by, and to be found by typing."""

from __future__ import annotations

from liuke.values.pinyin import first_letters, person_key


def spelled(name: str) -> tuple[str, str]:
    """Pinyin and initials. A name without a readable sign sorts as written.

    >>> spelled("仇晓"), spelled("🚗"), spelled("")
    (('qiu xiao', 'qx'), ('🚗', ''), ('', ''))
    """
    key = person_key(name)
    return key or name, first_letters(key)
