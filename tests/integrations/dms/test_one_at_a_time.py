"""Two people with the same file, people out of reach, states that do not follow."""

from __future__ import annotations

import pytest
from django.utils import timezone

from liuke.integrations.dms.actions.confirm_import import confirm_import
from liuke.integrations.dms.actions.discard_import import discard_import
from liuke.integrations.dms.actions.upload_files import FileInWork
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import NotNow
from liuke.integrations.dms.queries import import_within, imports_within
from liuke.org.queries import NotFound


def test_the_second_person_with_the_same_file_is_told(guo, group_desk, orders) -> None:
    file = orders({})
    batch = guo.preview(file)
    with pytest.raises(FileInWork, match="郭经理"):
        group_desk.upload(file)
    assert ImportBatch.objects.count() == 1
    guo.confirm(batch)
    later = group_desk.preview(file)
    (seen,) = group_desk.found(later)["seen_before"]
    assert seen["by"] == "郭经理"


def test_a_discarded_import_lets_the_file_go(guo, orders) -> None:
    batch = guo.preview(orders({}))
    discard_import(scope=guo.scope, batch_id=batch)
    guo.preview(orders({}))
    with pytest.raises(NotNow):
        confirm_import(scope=guo.scope, batch_id=batch, at=timezone.now())


def test_an_import_discarded_while_it_was_read_stays_discarded(guo, orders) -> None:
    batch = guo.upload(orders({}))
    discard_import(scope=guo.scope, batch_id=batch)
    guo.read(batch)
    assert ImportBatch.objects.get(pk=batch).state == "discarded"


def test_somebody_elses_import_is_not_found(guo, xu, group_desk, orders) -> None:
    batch = guo.preview(orders({}))
    with pytest.raises(NotFound):
        import_within(xu.scope, batch)
    with pytest.raises(NotFound):
        confirm_import(scope=xu.scope, batch_id=batch, at=timezone.now())
    assert not imports_within(xu.scope).exists()
    assert import_within(group_desk.scope, batch).pk == batch


def test_an_unusable_file_fails_with_its_reason(guo) -> None:
    from liuke.integrations.dms.actions.fail_import import fail_import
    from liuke.values.refusal import Refusal

    batch = guo.upload(("picture.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100))
    with pytest.raises(Refusal) as refused:
        guo.read(batch)
    fail_import(batch_id=batch, refusal=refused.value)
    failed = ImportBatch.objects.get(pk=batch)
    assert failed.state == "failed"
    assert failed.refusal["code"]
    guo.upload(("picture.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100))
