"""Takes files for an import and sets a worker on reading them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.integrations.dms import storage
from liuke.integrations.dms.models import ImportBatch, ImportFile, ImportProgress
from liuke.integrations.dms.rules.states import State
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.values.refusal import Refusal

MOST_FILES = 100


@dataclass(frozen=True)
class Upload:
    """A file as it comes in: its name and its content in blocks."""

    name: str
    blocks: Iterable[bytes]


class FileInWork(Refusal):
    code = "file_in_work"
    sentence = (
        "%(by)s is importing %(file)s just now (since %(at)s). Wait until that import is done or discarded; "
        "taking the same rows in twice changes nothing."
    )


class NoFile(Refusal):
    code = "no_file_chosen"
    sentence = "No file was chosen. Choose the files your DMS exported."


class TooManyFiles(Refusal):
    code = "too_many_files"
    sentence = "%(count)s files at once are too many; at most %(most)s. Import them in several goes."


def upload_files(*, scope: Scope, uploads: Sequence[Upload]) -> ImportBatch:
    """Raises NotAllowed, NoFile, TooManyFiles, FileInWork.

    That somebody has imported the same content before is no obstacle; the import tells who and when.
    """
    if not scope.may_somewhere(Permission.IMPORT):
        raise NotAllowed
    if not uploads:
        raise NoFile
    if len(uploads) > MOST_FILES:
        raise TooManyFiles(count=len(uploads), most=MOST_FILES)
    kept = _kept(uploads)
    try:
        with transaction.atomic():
            return _begin(scope, kept)
    except IntegrityError:
        _refuse_taken([file.sha256 for file in kept])
        raise


def _kept(uploads: Sequence[Upload]) -> list[ImportFile]:
    """The files on disk. One content chosen twice is one file; two contents of one name get two names."""
    files: dict[str, ImportFile] = {}
    names: set[str] = set()
    for upload in uploads:
        sha256, size = storage.keep(upload.blocks)
        if sha256 not in files:
            name = _free(storage.plain_name(upload.name), names)
            files[sha256] = ImportFile(name=name, size_bytes=size, sha256=sha256)
    return list(files.values())


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        stem, dot, extension = name.rpartition(".")
        free = f"{stem} ({number}).{extension}" if dot else f"{name} ({number})"
        number += 1
    taken.add(free)
    return free


def _begin(scope: Scope, files: list[ImportFile]) -> ImportBatch:
    from liuke.integrations.dms.jobs import read

    hashes = [file.sha256 for file in files]
    _refuse_taken(hashes)
    batch = ImportBatch.objects.create(
        staff_id=scope.actor.id, staff_name=scope.actor.name, found={"seen_before": _seen_before(hashes)}
    )
    for file in files:
        file.batch = batch
    ImportFile.objects.bulk_create(files)
    ImportProgress.objects.create(batch=batch)
    names = "、".join(file.name for file in files)
    subject = Subject("dms.import", batch.pk, names[:200])
    record(actor=scope.actor, verb="import.uploaded", subject=subject, after={"files": names})
    read.configure(lock=f"dms.{batch.pk}").defer(batch_id=str(batch.pk))
    return batch


def _refuse_taken(hashes: Sequence[str]) -> None:
    other = ImportFile.objects.filter(sha256__in=hashes, taken=True).select_related("batch").first()
    if other is not None:
        at = timezone.localtime(other.batch.uploaded_at)
        raise FileInWork(by=other.batch.staff_name, file=other.name, at=f"{at:%H:%M}")


def _seen_before(hashes: Sequence[str]) -> list[dict[str, str]]:
    """Who has taken in the same content, and when; the last one of each."""
    earlier = (
        ImportFile.objects.filter(sha256__in=hashes, batch__state=State.DONE)
        .select_related("batch")
        .order_by("batch__done_at")
    )
    last = {file.sha256: file for file in earlier}
    return [
        {
            "file": file.name,
            "by": file.batch.staff_name,
            "at": (file.batch.done_at or file.batch.uploaded_at).isoformat(),
        }
        for file in last.values()
    ]
