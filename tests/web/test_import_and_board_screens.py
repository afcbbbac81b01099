"""The screens of import and board, through their addresses."""

from __future__ import annotations

import datetime as dt
import re
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


def test_a_file_of_another_kind_is_named_in_the_readers_language(world, as_):
    from liuke.integrations.dms.jobs import read
    from liuke.integrations.dms.models import ImportBatch

    client = as_("store_manager")
    client.post(reverse("import_upload"), {"files": SimpleUploadedFile("照片.xlsx", b"\x89PNG" + bytes(99))})
    made = ImportBatch.objects.latest("uploaded_at")
    read.func(SimpleNamespace(job=SimpleNamespace(attempts=0)), batch_id=str(made.pk))
    page = client.get(reverse("import", args=[made.pk])).content.decode()
    assert "像是图片" in page
    assert "a picture" not in page


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

    def numbers() -> set[str]:
        return set(WorkOrder.objects.values_list("order_no", flat=True))

    there = numbers()
    client = as_("store_manager")
    early = client.post(reverse("import_confirm", args=[batch.pk]), follow=True).content.decode()
    assert "还有1个问题没有回答" in early
    (question,) = _asked(batch)
    client.post(reverse("import_answers", args=[batch.pk]), {question.key: "leave_out"})
    client.post(reverse("import_confirm", args=[batch.pk]))
    assert commit_import(batch_id=batch.pk, at=timezone.now())
    assert numbers() - there == {"R1", "R2"}
    assert "撤销这次导入" in client.get(reverse("import", args=[batch.pk])).content.decode()
    client.post(reverse("import_undo", args=[batch.pk]))
    assert take_back_import(batch_id=batch.pk, at=timezone.now())
    assert numbers() == there


def _asked(batch):
    from liuke.integrations.dms.questions import from_json

    batch.refresh_from_db()
    return from_json(batch.found["questions"])


def test_answers_meet_their_questions_or_none(world, as_):
    """Two questions; by the time the answers arrive, the first is not asked any more."""
    from liuke.integrations.dms.actions.read_import import read_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.integrations.dms.models import StoreName
    from liuke.org.queries import scope_of

    content = ORDERS.replace("西岭店", "南山店").replace("东湖店", "北坡店").encode()
    scope, east = scope_of(world.people["group"]), world.stores["east"]
    made = upload_files(scope=scope, uploads=[Upload("两家门店.csv", [content])])
    read_import(batch_id=made.pk, today=TODAY)
    north, south = _asked(made)
    assert (north.subject, south.subject) == ("北坡店", "南山店")
    StoreName.objects.create(name="北坡店", store=east)
    type(made).objects.filter(pk=made.pk).update(state="reading")
    read_import(batch_id=made.pk, today=TODAY)
    client, address = as_("group"), reverse("import_answers", args=[made.pk])
    late = client.post(address, {north.key: "leave_out", south.key: "create"}, follow=True)
    assert "问题有了变化" in late.content.decode()
    assert [question.answer for question in _asked(made)] == [None]
    client.post(address, {south.key: "create"})
    assert [(question.subject, question.answer) for question in _asked(made)] == [("南山店", "create")]
    client.post(reverse("import_discard", args=[made.pk]))


def test_the_board_without_an_analysis_says_what_to_do(world, as_):
    page = as_("group").get(reverse("board")).content.decode()
    assert "还没有体检结果" in page
    assert as_("group").get(reverse("board") + "?place=nonsense").status_code == 404
    west = world.stores["west"].pk
    assert as_("store_manager").get(reverse("board") + f"?place=store-{west}").status_code == 404


@pytest.fixture(scope="module")
def car(world: Any) -> Any:
    """A car at home in the east, with its owner."""
    from liuke.owners.models import Owner, Phone
    from liuke.vehicles.models import Vehicle

    east = world.stores["east"]
    owner = Owner.objects.create(name="林晓", home_store=east)
    Phone.objects.create(owner=owner, number="13800001111")
    return Vehicle.objects.create(vin="LSVAA4187000000AA", owner=owner, store=east)


def test_a_number_is_shown_for_a_reason_and_that_is_kept(world, as_, car):
    from liuke.audit.models import AuditEntry

    client, address = as_("store_manager"), reverse("board_phone", args=[car.pk])
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "138****1111" in refused.content.decode()
    assert "13800001111" not in refused.content.decode()
    shown = client.post(address, {"reason": "回访电话打不通，核对号码"})
    assert (shown.status_code, "13800001111" in shown.content.decode()) == (200, True)
    kept = AuditEntry.objects.filter(verb="personal.revealed", object_kind="owners.owner").get()
    assert (kept.object_id, kept.reason) == (str(car.owner_id), "回访电话打不通，核对号码")


def test_a_number_of_another_store_is_not_there(world, as_, car):
    given, address = {"reason": "核对号码"}, reverse("board_phone", args=[car.pk])
    assert as_("western_manager").post(address, given).status_code == 404
    for nobody in ("cashier", "auditor", "administrator", "marketing"):
        assert as_(nobody).post(address, given).status_code == 403


def test_the_home_page_tells_of_imports_that_wait(world, as_):
    from liuke.integrations.dms.models import ImportBatch

    manager = world.people["store_manager"]
    asked = ImportBatch.objects.filter(staff_id=manager.pk, state__in=("preview", "failed")).count()
    ImportBatch.objects.create(staff_id=manager.pk, staff_name=manager.name, state="failed")
    page = as_("store_manager").get("/").content.decode()
    assert f"<b>{asked + 1}</b><span>待处理的导入" in page
    assert "待处理的导入" not in as_("technician").get("/").content.decode()


def test_the_set_up_is_complete_once_something_is_imported(world):
    from liuke.integrations.dms.models import ImportBatch
    from liuke.web.console.home.progress import set_up_steps

    ImportBatch.objects.filter(state="done").delete()
    assert not set_up_steps()[-1].done
    ImportBatch.objects.create(staff_name="程远", state="done")
    assert set_up_steps()[-1].done


SOURCES = Path(__file__).parents[2] / "src/liuke"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r'verb="([a-z_.]+)"', "liuke.web.console.audit.words.VERBS"),
        (r'\.(?:task|periodic)\([^)]*?name="([a-z_.]+)"', "liuke.web.console.jobs.views.JOB_NAMES"),
    ],
    ids=["verbs", "jobs"],
)
def test_everything_the_trail_and_the_jobs_page_show_has_words(written, said):
    from django.utils.module_loading import import_string

    found = {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(written, path.read_text(encoding="utf-8"))
    }
    assert len(found) > 8
    assert found - set(import_string(said)) == set()
