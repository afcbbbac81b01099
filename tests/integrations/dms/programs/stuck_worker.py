"""Takes an import in and stops in the middle of its transaction: to be killed there."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.utils import timezone  # noqa: E402

from liuke.integrations.dms.actions import commit_import  # noqa: E402


def main(batch: str, flag: str) -> None:
    """``flag`` is a file that appears when all rows are written and nothing is committed."""
    taken_in = commit_import.take_in_history

    def stuck(*args: object, **kwargs: object) -> None:
        taken_in(*args, **kwargs)  # type: ignore[arg-type]
        Path(flag).touch()
        time.sleep(600)

    commit_import.take_in_history = stuck
    commit_import.commit_import(batch_id=UUID(batch), at=timezone.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
