"""XML from strangers: parsed as a stream, never with a document type or an entity of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from liuke.sheets.reading.refusals import FileDamaged, XmlDeclarationForbidden

_ROOT = re.compile(r"<[A-Za-z_]")
_DECLARATION = re.compile(r"<!(?!--)")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")

Attributes = dict[str, str]


def refuse_declarations(head: bytes, *, file: str, part: str) -> None:
    """Look at the first piece of an XML part, up to its root element, before any parser sees it.

    Raises ``XmlDeclarationForbidden``, and ``FileDamaged`` when the piece ends before the root begins.
    """
    text = head.decode("utf-16" if head.startswith(_UTF16_BOMS) else "latin-1", "replace")
    root = _ROOT.search(text)
    if _DECLARATION.search(text, 0, root.start() if root else len(text)):
        raise XmlDeclarationForbidden(file=file, part=part)
    if root is None:
        raise FileDamaged(file=file, detail=f"{part}: no element")


class XmlStream:
    """An expat parser that refuses declarations and calls back with local names, prefixes cut off."""

    def __init__(self, *, file: str, part: str, encoding: str | None = None) -> None:
        """``encoding`` overrules what the XML declares."""
        self._file = file
        self._part = part
        self.parser = expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Parse one more piece. Raises ``FileDamaged`` where the XML is not well-formed or makes no sense.

        For the latter the handlers raise ``ValueError`` (a name is no name) or ``LookupError`` (a cell in no
        sheet); the parser raises it too, for an encoding nobody knows.
        """
        try:
            self.parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise FileDamaged(file=self._file, detail=f"{self._part}: {error}") from error

    def _refuse(self, *_: object) -> None:
        raise XmlDeclarationForbidden(file=self._file, part=self._part)


def elements(
    pieces: Iterable[bytes], visit: Callable[[str, Attributes], None], *, file: str, part: str
) -> None:
    """Call ``visit`` with the local name and the attributes of every element of a small part."""
    stream = XmlStream(file=file, part=part)
    stream.parser.StartElementHandler = lambda name, attributes: visit(name.rpartition(":")[2], attributes)
    for piece in pieces:
        stream.feed(piece)
    stream.feed(b"", last=True)
