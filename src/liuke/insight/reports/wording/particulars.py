"""The particulars inside a refusal (what a file looks like, what a system said), in the user's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from liuke.insight.reports.language import N_
from liuke.insight.reports.wording.fields import FIELDS, KINDS
from liuke.insight.reports.wording.remarks import REJECTIONS, REMARKS

_DETAILS = (
    # what a file looks like
    N_("a PDF document"), N_("a RAR archive"), N_("a 7z archive"), N_("a gzip archive"), N_("an xz archive"),
    N_("a picture"), N_("a Parquet file"), N_("a database"), N_("a workbook of Excel %(version)s"),
    N_("a web archive, .mht"), N_("a rich text document"), N_("binary data"), N_("a JSON document"),
    N_("an XML document"), N_("an archive"), N_("a Word document"), N_("a presentation"), N_("a drawing"),
    N_("a web page with %(tags)s tables"), N_("an OLE document without a workbook"),
    # how a file is damaged
    N_("File is not a zip file"), N_("two parts of the same name"), N_("its parts overlap"),
    N_("its cells are missing"), N_("the cells of sheet %(sheet)s are missing"), N_("bytes that are no text"),
    N_("it ends in the middle of a record"), N_("a line of more than 16 MiB"),
    N_("its inner directory does not fit together"),
    N_("sheet %(sheet)s has cells where no sheet can have any"),
    N_("%(part)s: no element"),
    # what the system says
    N_("No such file or directory"), N_("Not a directory"), N_("Is a directory"), N_("Permission denied"),
    N_("Read-only file system"), N_("No space left on device"), N_("File name too long"),
    N_("Operation not permitted"), N_("it cannot be opened"), N_("it is a file"),
    # what is wrong in a mapping file
    N_("it is not readable YAML in UTF-8"), N_("it must begin with “version: %(version)s”"),
    N_("“sheets” must be a list"), N_("“answers” and “settings” must hold names and values"),
    N_("“%(kind)s” is no kind of sheet; choose one of %(kinds)s"),
    N_("“columns” must map header words to fields"),
    N_("“%(field)s” (column %(column)s) is no field of %(kind)s"),
    N_("two columns of one %(kind)s sheet are mapped to the same field"),
    N_("“day_orders” knows mdy, dmy and ymd only"),
    N_("there is nothing called “%(name)s” in it; “%(nearest)s” is probably meant"),
    N_("there is nothing called “%(name)s” in it; known are %(names)s"),
    N_("a sheet has nothing called “%(name)s”; “%(nearest)s” is probably meant"),
    N_("a sheet has nothing called “%(name)s”; known are %(names)s"),
    # what is wrong in its settings
    N_("known are %(names)s"), N_("kinds are %(names)s"), N_("it must hold names and values"),
    N_("it must be a number from %(lowest)s to %(highest)s"), N_("it knows %(names)s"),
)  # fmt: skip
"""Msgids; where one has places it fits every text with something in them."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (msgid, re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(msgid)), re.DOTALL))
        for msgid in _DETAILS
    )


def in_words(parameters: Mapping[str, object], say: Callable[..., str]) -> dict[str, object]:
    """The parameters of a refusal with fields, kinds of rows, reasons and particulars as ``say`` words them.

    >>> in_words({"found": "a picture", "file": "a.xlsx"}, lambda msgid, **_: msgid.upper())
    {'found': 'A PICTURE', 'file': 'a.xlsx'}
    """
    worded = dict(parameters)
    for name, words in (("field", FIELDS), ("kind", KINDS), ("reason", {**REMARKS, **REJECTIONS})):
        told = worded.get(name)
        if isinstance(told, str):
            worded[name] = " / ".join(say(words.get(part, part)) for part in told.split("|"))
    for name in ("found", "why", "detail", "reason"):
        told = worded.get(name)
        if isinstance(told, str):
            worded[name] = _particular(told, say)
    return worded


def _particular(text: str, say: Callable[..., str]) -> str:
    """A particular in the user's words; one that is not known stays as it is."""
    for msgid, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return say(msgid, **found.groupdict())
    return text
