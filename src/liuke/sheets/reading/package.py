"""A zip of parts (xlsx, xlsb, ods), checked before anything is unpacked and while it is."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from liuke.sheets.reading.refusals import FileDamaged, FilePasswordProtected, ZipBomb, ZipPathOutside
from liuke.sheets.reading.xml_stream import refuse_declarations

MAX_UNPACKED_BYTES = 4 << 30
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 100 << 20
MAX_PARTS = 50_000
PIECE_BYTES = 1 << 18

_PACKED_BYTES = 1 << 16
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_OUTSIDE = re.compile(r"^(?:/|[A-Za-z]:)|(?:^|/)\.\.(?:/|$)")


class Package:
    """The parts of one file. Every piece read from it is counted against what the directory promised."""

    def __init__(self, path: Path, *, file: str) -> None:
        """Raises ``FileDamaged``, ``FilePasswordProtected``, ``ZipBomb`` or ``ZipPathOutside``."""
        self.file = file
        self._path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self._parts = {_plain(info.filename): info for info in archive.infolist()}
                self._listed = len(archive.infolist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise FileDamaged(file=file, detail=str(error)) from error
        self._check(path.stat().st_size)

    def names(self) -> list[str]:
        """The parts' names with forward slashes."""
        return list(self._parts)

    def find(self, name: str) -> str | None:
        """The part of that name, upper and lower case being equal, as in every office program."""
        if name in self._parts:
            return name
        return next((part for part in self._parts if part.lower() == name.lower()), None)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part, at most 256 KiB at a time: what a processor keeps near itself.

        Raises ``FileDamaged`` when it is shorter than promised or does not match its checksum, ``ZipBomb``
        when it is longer, and ``XmlDeclarationForbidden`` for an XML part with a document type.
        """
        unchecked = part.lower().endswith((".xml", ".rels", ".vml"))
        for piece in self._inflate(self._parts[part]):
            if unchecked:
                refuse_declarations(piece, file=self.file, part=part)
                unchecked = False
            yield piece

    def head(self, part: str) -> bytes:
        """The first piece of a part, empty when the part is."""
        return next(self.pieces(part), b"")

    def unpack_all(self, *, besides: Collection[str] = ()) -> None:
        """Unpack once all that calamine might read, ``besides`` what was or will be unpacked anyway.

        Raises what ``pieces`` raises, so that calamine never meets a part that is not what it seems.
        """
        for part in self._parts:
            if part.lower().endswith((".xml", ".rels", ".bin")) and part not in besides:
                for _ in self.pieces(part):
                    pass

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        # Not zipfile's own stream: it stops at the promised size, the next reader of the file would not.
        size = checksum = 0
        try:
            inflate = _Inflater(info.compress_type)
            for packed in self._packed(info):
                for piece in inflate.pieces(packed):
                    size += len(piece)
                    checksum = zlib.crc32(piece, checksum)
                    if size > info.file_size:
                        raise self._bomb(size)
                    yield piece
        except (zlib.error, NotImplementedError, OSError) as error:  # OSError: a place beyond all files
            raise self._damaged(info, str(error)) from error
        if size < info.file_size or checksum != info.CRC:
            raise self._damaged(info, "cut off or changed on the way")

    def _packed(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._path.open("rb") as stream:
            stream.seek(info.header_offset)
            header = stream.read(_LOCAL_HEADER_BYTES)
            if not header.startswith(b"PK\3\4") or len(header) < _LOCAL_HEADER_BYTES:
                raise self._damaged(info, "no header where the directory says")
            name_bytes, extra_bytes = struct.unpack_from("<HH", header, 26)
            stream.seek(name_bytes + extra_bytes, io.SEEK_CUR)
            left = info.compress_size
            while left and (packed := stream.read(min(left, _PACKED_BYTES))):
                left -= len(packed)
                yield packed

    def _damaged(self, info: zipfile.ZipInfo, detail: str) -> FileDamaged:
        return FileDamaged(file=self.file, detail=f"{_plain(info.filename)}: {detail}")

    def _bomb(self, unpacked_bytes: int) -> ZipBomb:
        packed_mib = round(self._path.stat().st_size / (1 << 20), 1)
        return ZipBomb(file=self.file, unpacked_mib=unpacked_bytes >> 20, packed_mib=packed_mib)

    def _check(self, packed_bytes: int) -> None:
        if any(info.flag_bits & _ENCRYPTED for info in self._parts.values()):
            raise FilePasswordProtected(file=self.file)
        if len({name.lower() for name in self._parts}) < self._listed:
            # Which of them the next reader takes is anyone's guess.
            raise FileDamaged(file=self.file, detail="two parts of the same name")
        for name in self._parts:
            if _OUTSIDE.search(name):
                raise ZipPathOutside(file=self.file, part=name)
        unpacked_bytes = sum(info.file_size for info in self._parts.values())
        # Parts may overlap in a file made to deceive, so the ratio counts against the file itself.
        inflated = unpacked_bytes > RATIO_COUNTS_FROM_BYTES and unpacked_bytes > MAX_RATIO * packed_bytes
        if inflated or unpacked_bytes > MAX_UNPACKED_BYTES or len(self._parts) > MAX_PARTS:
            raise self._bomb(unpacked_bytes)
        if sum(info.compress_size for info in self._parts.values()) > packed_bytes:
            raise FileDamaged(file=self.file, detail="its parts overlap")


class _Inflater:
    """Unpacks what zip files of office programs are packed with, never more than a piece at a time."""

    def __init__(self, method: int) -> None:
        if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(f"compression method {method}")
        self._deflate = zlib.decompressobj(-zlib.MAX_WBITS) if method == zipfile.ZIP_DEFLATED else None

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        if self._deflate is None:
            yield packed
            return
        full = True
        while (packed or full) and not self._deflate.eof:  # a full piece may have more behind it
            piece = self._deflate.decompress(packed, PIECE_BYTES)
            full = len(piece) == PIECE_BYTES
            packed = self._deflate.unconsumed_tail
            if piece:
                yield piece


def _plain(name: str) -> str:
    return name.replace("\\", "/")
