"""Which encoding a text export is in, decided from all of its bytes.

A Chinese export is UTF-8, GB18030 or "Unicode text" (UTF-16). Looking at the head is not enough: many files
start with thousands of rows of plain ASCII, some are two exports pasted together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from liuke.sheets.reading.refusals import FileDamaged

EncodingName = Literal["utf-8", "gb18030", "mixed", "utf-16-le", "utf-16-be"]

LINE_END, TAG_END = b"\n", b">"
BLOCK_BYTES = 1 << 18
LONGEST_LINE_BYTES = 1 << 24
ENOUGH_LINES = 2_000

_BOMS: tuple[tuple[bytes, EncodingName], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_TWO_BYTE_UTF8 = re.compile("[\u0080-\u07ff]")
_FROM_THREE_BYTES = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Encoding:
    """``mixed``: lines in UTF-8 and lines in GB18030 in one file. ``bom_bytes`` are to be skipped."""

    name: EncodingName
    bom_bytes: int = 0

    @property
    def fixes(self) -> tuple[str, ...]:
        """The file-level codes that tell the owner what was put right."""
        fixes = {
            "utf-8": (),
            "gb18030": ("encoding_gb18030",),
            "mixed": ("encoding_mixed",),
            "utf-16-le": ("encoding_utf16",),
            "utf-16-be": ("encoding_utf16",),
        }[self.name]
        return (*fixes, "bom") if self.bom_bytes and self.name == "utf-8" else fixes


def detect_encoding(stream: BinaryIO, *, file: str, end: bytes = LINE_END) -> Encoding:
    """The encoding of a stream at its start; the stream is read to the end. ``end`` as in ``byte_blocks``.

    Raises ``FileDamaged`` for a line of more than 16 MiB: that is no table.
    """
    head = stream.read(4096)
    stream.seek(0)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, len(bom))
    if without_bom := utf16_without_bom(head):
        return Encoding(without_bom)
    return Encoding(_majority(byte_blocks(stream, file=file, end=end)))


def byte_blocks(
    stream: BinaryIO, *, file: str, end: bytes = LINE_END, block_bytes: int = BLOCK_BYTES
) -> Iterator[bytes]:
    """The rest of the stream in blocks of whole lines, or of whole tags where ``end`` is ``TAG_END``.

    Neither UTF-8 nor GB18030 uses these bytes inside a character, so every block decodes alone.
    """
    carry = b""
    while data := stream.read(block_bytes):
        data = carry + data
        # A CR at the very end may be half of a CRLF, so it is no place to cut.
        cut = data.rfind(end) + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
        if cut:
            yield data[:cut]
        carry = data[cut:]
        if len(carry) > LONGEST_LINE_BYTES:
            raise FileDamaged(file=file, detail="a line of more than 16 MiB")
    if carry:
        yield carry


def decode_mixed_line(line: bytes) -> str:
    """One line of a file of two encodings; bytes valid in neither become lone surrogates."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "surrogateescape")
    if _TWO_BYTE_UTF8.search(text):
        return line.decode("gb18030", "surrogateescape")
    return text


def utf16_without_bom(head: bytes) -> EncodingName | None:
    """Which UTF-16 a file without a mark is in; None when it is none."""
    # Digits and separators put a zero into every other byte; no 8-bit export has one in every fourth.
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and max(even, odd) * 4 > half and min(even, odd) * 16 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _majority(blocks: Iterator[bytes]) -> EncodingName:
    utf8 = gb18030 = 0
    for block in blocks:
        if block.isascii():
            continue
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError:
            if gb18030 > ENOUGH_LINES:
                gb18030 += block.count(b"\n")
                continue
            votes = [_vote(line) for line in block.splitlines()]
            utf8 += votes.count("utf-8")
            gb18030 += votes.count("gb18030")
        else:
            if _FROM_THREE_BYTES.search(text):
                utf8 += block.count(b"\n") or 1
    if gb18030 * 100 <= utf8 + gb18030:
        # At most one line in a hundred: broken UTF-8 that happens to be valid GB18030, not a second encoding.
        return "utf-8"
    return "mixed" if utf8 else "gb18030"


def _vote(line: bytes) -> EncodingName | None:
    """What one line testifies; None when it is ASCII, could be either, or is broken."""
    if line.isascii():
        return None
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Two-byte UTF-8 is also a pair of hanzi (茅 is é); three bytes in a row are never GB18030 by chance.
        return None if _TWO_BYTE_UTF8.search(text) else "utf-8"
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return None
    non_ascii_bytes = len(line) - len(line.decode("ascii", "ignore"))
    sound_bytes = 3 * len(_FROM_THREE_BYTES.findall(line.decode("utf-8", "ignore")))
    # A UTF-8 line with one name cut in half is still mostly sound UTF-8.
    return None if sound_bytes * 2 > non_ascii_bytes else "gb18030"
