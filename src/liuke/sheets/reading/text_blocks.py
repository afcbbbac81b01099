"""Bytes in any of the known encodings → blocks of text that hold whole lines."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from liuke.sheets.reading.encoding import (
    BLOCK_BYTES,
    LINE_END,
    LONGEST_LINE_BYTES,
    Encoding,
    byte_blocks,
    decode_mixed_line,
)
from liuke.sheets.reading.refusals import FileDamaged

NUL = "\0"
INVALID = re.compile("[\ud800-\udfff]")
"""Invalid bytes are carried as lone surrogates, which no valid text contains."""


def text_blocks(
    stream: BinaryIO, encoding: Encoding, *, file: str, end: bytes = LINE_END, block_bytes: int = BLOCK_BYTES
) -> Iterator[tuple[str, bool]]:
    """Blocks of whole lines or tags, each with whether it may contain invalid bytes or NUL."""
    stream.seek(encoding.bom_bytes)
    if encoding.name.startswith("utf-16"):
        yield from _utf16_blocks(stream, encoding.name, file=file, end=end.decode(), block_bytes=block_bytes)
        return
    for block in byte_blocks(stream, file=file, end=end, block_bytes=block_bytes):
        text, sound = _decoded(block, encoding.name)
        yield text, not sound or NUL in text


class Lines:
    """The lines of a stream for the csv module, line ends kept; line ends inside quotes are the reader's.

    ``handed_out`` counts them. ``suspect`` tells whether one handed out since ``forget`` may be invalid.
    """

    def __init__(
        self,
        stream: BinaryIO,
        encoding: Encoding,
        *,
        file: str,
        last: str = "",
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        self._blocks = text_blocks(stream, encoding, file=file, block_bytes=block_bytes)
        self._waiting: tuple[str, bool] | None = None
        self._last = last
        self._current = False
        self.suspect = False
        self.handed_out = 0

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._files())

    def forget(self) -> None:
        """From here on only the block being read counts."""
        self.suspect = self._current

    def sound_block(self) -> str | None:
        """The next block if all of it is valid; None when it is not, or at the end. It is not handed out."""
        self._waiting = self._waiting or next(self._blocks, None)
        text, suspect = self._waiting or ("", True)
        return None if suspect else text

    def skip_block(self) -> None:
        """Leave out the block that ``sound_block`` showed."""
        self._waiting = None

    def _files(self) -> Iterator[list[str]]:
        # StringIO with newline="" splits at LF, CR and CRLF only; str.splitlines would split at U+2028 too.
        while block := self._waiting or next(self._blocks, None):
            self._waiting = None
            text, suspect = block
            self._current = suspect
            self.suspect = self.suspect or suspect
            lines = io.StringIO(text, newline="").readlines()
            self.handed_out += len(lines)
            yield lines
        self._current = False
        if self._last:
            self.handed_out += 1
            yield [self._last]


def _decoded(block: bytes, name: str) -> tuple[str, bool]:
    if name == "mixed":
        text = "".join(decode_mixed_line(line) for line in block.splitlines(keepends=True))
        return text, _sound(text)
    try:
        return block.decode(name), True
    except UnicodeDecodeError:
        return block.decode(name, "surrogateescape"), False


def _sound(text: str) -> bool:
    try:
        text.encode("utf-8")  # several times faster than searching for surrogates
    except UnicodeEncodeError:
        return False
    return True


def _utf16_blocks(
    stream: BinaryIO, name: str, *, file: str, end: str, block_bytes: int
) -> Iterator[tuple[str, bool]]:
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    carry = ""
    more = True
    while more:
        data = stream.read(block_bytes)
        more = bool(data)
        text = carry + _utf16_text(decoder, data)
        cut = text.rfind(end) + 1 or text.rfind("\r", 0, len(text) - 1) + 1 if more else len(text)
        if cut:
            block = text[:cut]
            yield block, NUL in block or not _sound(block)
        carry = text[cut:]
        if len(carry) * 2 > LONGEST_LINE_BYTES:
            raise FileDamaged(file=file, detail="a line of more than 16 MiB")


def _utf16_text(decoder: codecs.IncrementalDecoder, data: bytes) -> str:
    try:
        return decoder.decode(data, final=not data)
    except UnicodeDecodeError:
        return "\udc80"  # an odd byte at the end: half a character is missing
