"""pg_dump, pg_restore and psql of the wheel, run against a database; no password on a command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from liuke.config.embedded_postgres.program import BARE, Program, find_program
from liuke.values.refusal import Refusal

PREAMBLE_LINES = 40
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;"


class DumpFailed(Refusal):
    code = "dump_failed"
    sentence = "The database could not be dumped: %(why)s"


class LoadFailed(Refusal):
    code = "load_failed"
    sentence = "The dump could not be loaded: %(why)s. The database in use was not touched."


def dump(url: str, *, snapshot: str, target: Path) -> None:
    """Dumps what ``snapshot`` sees, compressed, to ``target``. Raises DumpFailed."""
    place, environment = _address(url)
    command = ["--format=custom", f"--snapshot={snapshot}", f"--file={target}", "--no-password"]
    done = subprocess.run(  # noqa: S603 - our own program
        [find_program().path("pg_dump"), *command, f"--dbname={place}"],
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise DumpFailed(why=done.stderr.strip()[-600:])


def load(url: str, *, source: Path, contents: Path) -> None:
    """Loads a dump into an empty database, all or nothing; ``contents`` is a scratch file. Raises LoadFailed.

    By way of SQL text and psql, because pg_restore itself sets a parameter that servers before 17 refuse.
    """
    program = find_program()
    place, environment = _address(url)
    _list_contents(program, source, contents)
    read: list[str | Path] = [
        program.path("pg_restore"),
        "--no-owner",
        f"--use-list={contents}",
        "--file=-",
        source,
    ]
    write: list[str | Path] = [
        program.path("psql"),
        *("--no-psqlrc", "--quiet", "--single-transaction", "--no-password"),
        *("--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={place}"),
    ]
    with (
        contents.with_suffix(".log").open("w+b") as said,
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said, env=BARE) as reading,  # noqa: S603
        subprocess.Popen(write, stdin=subprocess.PIPE, stderr=said, env=environment) as writing,  # noqa: S603
    ):
        _pass_on(reading, writing)
        codes = (writing.wait(), reading.wait())
        said.seek(0)
        told = said.read().decode("utf-8", "replace").strip()
    if any(codes):
        raise LoadFailed(why=told[-600:] or codes)


def _pass_on(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes]) -> None:
    assert reading.stdout is not None
    assert writing.stdin is not None
    try:
        for number, line in enumerate(reading.stdout):
            if number < PREAMBLE_LINES and line.strip() == UNKNOWN_BEFORE_17:
                continue
            writing.stdin.write(line)
        writing.stdin.close()
    except BrokenPipeError:
        reading.kill()  # psql has stopped at an error and says which


def _list_contents(program: Program, source: Path, contents: Path) -> None:
    """Everything but the comments on extensions: only an extension's owner may write those."""
    done = subprocess.run(  # noqa: S603 - our own program
        [program.path("pg_restore"), "--list", source], env=BARE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LoadFailed(why=done.stderr.strip()[-600:])
    kept = [line for line in done.stdout.splitlines() if " COMMENT - EXTENSION " not in line]
    contents.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _address(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and an environment that holds it."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = dict(BARE) if password is None else {**BARE, "PGPASSWORD": str(password)}
    return make_conninfo("", **parts), environment
