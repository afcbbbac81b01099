"""The screens of import and board, through their addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("django")

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

TODAY = dt.date(2026, 1, 1)
ORDERS = (
    "门店,工单号,车架号,车牌号,车主,手机号,进厂时间,维修类型,工单状态,结算金额\n"
    "东湖店,R1,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-03-01 09:00:00,定期保养,已结算,800.00\n"
    "东湖店,R2,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-09-01 09:00:00,定期保养,已结算,900.00\n"
    "西岭店,R3,LSVAA418X00000015,沪A54321,梅雪,13900002222,2025-09-02 09:00:00,定期保养,已结算,700.00\n"
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=folder))
        yield folder


@pytest.fixture(scope="module")
def batch(world: Any) -> Any:
    """An import the eastern manager has uploaded and a worker has read."""
    from liuke.integrations.dms.actions.read_import import read_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.org.queries import scope_of

    scope = scope_of(world.people["store_manager"])
    made = upload_files(scope=scope, uploads=[Upload("维修工单.csv", [ORDERS.encode()])])
    read_import(batch_id=made.pk, today=TODAY)
    return made


def test_files_are_dropped_and_wait_for_a_worker(world, as_):
    client = as_("store_manager")
    file = SimpleUploadedFile("更多工单.csv", ORDERS.replace("R1", "R7").encode())
    answer = client.post(reverse("import_upload"), {"files": file})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "等待后台处理" in page
    assert 'hx-trigger="every 1s"' in page
    nothing = client.post(reverse("import_upload"), {}, follow=True).content.decode()
    assert "没有选择文件" in nothing


def test_the_preview_asks_counts_and_masks(world, as_, batch):
    page = as_("store_manager").get(reverse("import", args=[batch.pk])).content.decode()
    for shown in ("需要您回答的问题", "新增", "138****1111", "800.00"):
        assert shown in page
    for hidden in ("13800001111", "13900002222"):
        assert hidden not in page
    rejected = as_("store_manager").get(reverse("import_rows", args=[batch.pk, "work_orders", "rejected"]))
    assert "不属于您可以导入的门店" in rejected.content.decode()
    sheet = as_("store_manager").get(reverse("import_errors", args=[batch.pk]))
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_somebody_elses_import_is_a_404(world, as_, batch):
    client = as_("western_manager")
    for name in ("import", "import_progress", "import_errors"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ("import_answers", "import_confirm", "import_discard", "import_undo"):
        assert client.post(reverse(name, args=[batch.pk])).status_code == 404
    assert "维修工单.csv" not in client.get(reverse("imports")).content.decode()


def test_answering_confirming_and_undoing(world, as_, batch):
    from liuke.integrations.dms.actions.commit_import import commit_import
    from liuke.integrations.dms.actions.take_back_import import take_back_import
    from liuke.vehicles.models import WorkOrder

    client = as_("store_manager")
    early = client.post(reverse("import_confirm", args=[batch.pk]), follow=True).content.decode()
    assert "还有1个问题没有回答" in early
    client.post(reverse("import_answers", args=[batch.pk]), {"q0": "leave_out"})
    client.post(reverse("import_confirm", args=[batch.pk]))
    assert commit_import(batch_id=batch.pk, at=timezone.now())
    assert set(WorkOrder.objects.values_list("order_no", flat=True)) == {"R1", "R2"}
    assert "撤销这次导入" in client.get(reverse("import", args=[batch.pk])).content.decode()
    client.post(reverse("import_undo", args=[batch.pk]))
    assert take_back_import(batch_id=batch.pk, at=timezone.now())
    assert not WorkOrder.objects.exists()


def test_the_board_without_an_analysis_says_what_to_do(world, as_):
    page = as_("group").get(reverse("board")).content.decode()
    assert "还没有体检结果" in page
    assert as_("group").get(reverse("board") + "?place=nonsense").status_code == 404
    west = world.stores["west"].pk
    assert as_("store_manager").get(reverse("board") + f"?place=store-{west}").status_code == 404
