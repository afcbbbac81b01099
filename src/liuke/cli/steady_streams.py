"""Standard streams that stop no work: what cannot be shown is left out, and the program goes on."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


def steady_streams() -> None:
    """Makes what is said bear letters its encoding lacks, and a reader that goes away, as ``head`` does.

    What is said then goes nowhere; what is written to files is written all the same.
    """
    sys.stdout = _steady(sys.stdout, errors="replace")
    sys.stderr = _steady(sys.stderr, errors="backslashreplace")


def _steady(stream: TextIO, *, errors: str) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(errors=errors)
    if stream.isatty():
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(_Pipe(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors=errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Pipe(io.FileIO):
    """A file that takes what nobody reads any more."""

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return super().write(data)  # type: ignore[arg-type]
