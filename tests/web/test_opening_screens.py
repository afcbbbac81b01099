"""Opening balances in the console: a list from the file to the ledger, by two people."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

pytest.importorskip("django")

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import OpeningBatch, OpeningRow, ServiceItem
from liuke.loyalty.opening.posting import post_batch, undo_batch


@pytest.fixture
def east(world: Any) -> Any:
    return world.stores["east"].pk


def waiting(client):
    """How many decisions the menu says are waiting, lists among them."""
    shown = client.get(reverse("openings")).content.decode()
    entry = re.search(r"<a [^>]*href=\"/desk/proposals\"[^>]*>.*?</a>", shown, re.DOTALL)
    assert entry
    return "".join(re.findall(r">(\d+)<", entry[0]))


SUMS = {"rows": 2, "principal_fen": "105.50", "bonus_fen": 0, "points": 30, "visits": 0, "visits_paid_fen": 0}


def test_a_list_is_read_and_shown_to_its_store_only(east, world, as_):
    guo, number = as_("store_manager"), world.owners["east phone"].number
    text = f"手机号,会员卡号,储值本金,积分\n{number},C1,100.50,30\n13877776666,C2,5,\n"
    nothing = SimpleUploadedFile(f"{'余' * 90}额.csv", b"")
    told = guo.post(reverse("opening_upload"), {"store": str(east), "file": nothing}, follow=True)
    assert "余余额.csv是空文件" in told.content.decode(), "the file is named as its owner named it"
    file = SimpleUploadedFile("余额.csv", text.encode())
    answer = guo.post(reverse("opening_upload"), {"store": str(east), "file": file})
    batch = OpeningBatch.objects.get()
    address = reverse("opening", args=[batch.pk])
    assert answer.headers["Location"] == address
    shown = guo.get(address).content.decode()
    assert "105.50" in shown
    assert number not in shown
    assert as_("western_manager").get(address).status_code == 404


def test_sums_that_differ_stay_in_the_form_and_right_ones_go_to_a_second_person(east, as_):
    guo, boss = as_("store_manager"), as_("regional_manager")
    batch = OpeningBatch.objects.get()
    address, ask = reverse("opening", args=[batch.pk]), reverse("opening_ask", args=[batch.pk])
    wrong = guo.post(ask, {**SUMS, "principal_fen": "105.49"})
    told = wrong.content.decode()
    assert wrong.status_code == 422
    assert re.search(r'value="105.49".*?class="errorlist".*?清单合计为105.50', told, re.DOTALL)
    assert 'value="30"' in told, "what was typed is still there"
    assert waiting(boss) == ""
    guo.post(ask, SUMS)
    assert (waiting(guo), waiting(boss)) == ("", "1")
    told = boss.get(reverse("proposals")).content.decode()
    assert re.search(rf'href="{address}".*?清单入账.*?>1<.*?¥100.50', told, re.DOTALL), "what would be posted"
    assert re.search(r'href="/desk/proposals".*?waits">1<', told, re.DOTALL)
    assert address not in guo.get(reverse("proposals")).content.decode()
    assert address not in as_("western_manager").get(reverse("proposals")).content.decode()


def test_a_list_of_balances_goes_to_the_ledger_by_two_people(east, as_):
    guo, boss = as_("store_manager"), as_("regional_manager")
    batch = OpeningBatch.objects.get()
    guo.post(reverse("opening_step", args=[batch.pk, "approve"]))
    batch.refresh_from_db()
    assert batch.state == "asked"
    boss.post(reverse("opening_step", args=[batch.pk, "approve"]))
    batch.refresh_from_db()
    assert batch.state == "posting"
    post_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "posted"
    left = guo.post(reverse("opening_errors", args=[batch.pk]))
    assert left.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(left.content))
    [row] = book.active.iter_rows(min_row=3, values_only=True)
    assert (row[2], row[6]) == ("13877776666", 5)
    seal()


def the_auditor_only_looks(client, batch):
    listed = client.get(reverse("openings"))
    assert batch.file in listed.content.decode()
    shown = client.get(reverse("opening", args=[batch.pk]))
    assert "2,446.17" in shown.content.decode()
    for page in (listed, shown):
        assert "/finance/openings/" not in "".join(re.findall("<form[^>]*>", page.content.decode()))
    ways = [reverse("opening_step", args=[batch.pk, step]) for step in ("discard", "approve", "send-back")]
    asked = [reverse("opening_ask", args=[batch.pk]), reverse("opening_errors", args=[batch.pk])]
    for address in (reverse("opening_upload"), *ways, *asked):
        assert client.post(address, {}).status_code == 403
    state = batch.state
    batch.refresh_from_db()
    assert batch.state == state


def test_a_list_that_comes_again_is_told_and_sums_are_typed_as_they_are_printed(east, world, as_):
    guo, number = as_("store_manager"), world.owners["east phone"].number
    text = f'手机号,会员卡号,储值本金,积分\n{number},C1,100.50,30\n{number},C9,"2,345.67",\n合计,,"2,446.17",30\n'
    file = SimpleUploadedFile("余额更正.csv", text.encode("utf-16"))
    answer = guo.post(reverse("opening_upload"), {"store": str(east), "file": file})
    address = answer.headers["Location"]
    shown = guo.get(address).content.decode()
    for told in (
        "1行与先前清单中的余额完全一致",
        "的清单“余额.csv”导入",
        "已有同类余额，内容不同",
        "合计行，不计入",
    ):
        assert told in shown
    batch = OpeningBatch.objects.get(file="余额更正.csv")
    the_auditor_only_looks(as_("auditor"), batch)
    sums = {"rows": "２", "principal_fen": "２，446.17", "bonus_fen": "¥0", "points": "30", "visits": "0"}
    sums["visits_paid_fen"] = "0"
    ask = reverse("opening_ask", args=[batch.pk])
    guo.post(ask, sums)
    batch.refresh_from_db()
    assert batch.state == "preview", "nobody has decided about the second card"
    guo.post(ask, {**sums, "differing": "add", "principal_fen": "2,446.167"})
    guo.post(ask, {**sums, "differing": "add", "points": "3,0"})
    batch.refresh_from_db()
    assert batch.state == "preview"
    guo.post(ask, {**sums, "differing": "add"})
    batch.refresh_from_db()
    assert (batch.state, batch.adds) == ("asked", True)
    assert "本次另行入账" in as_("regional_manager").get(address).content.decode()
    the_auditor_only_looks(as_("auditor"), batch)
    guo.post(reverse("opening_step", args=[batch.pk, "send-back"]))
    guo.post(reverse("opening_step", args=[batch.pk, "discard"]))


def test_a_list_that_cannot_be_sent_says_so_before_anybody_types(east, world, as_):
    item, _ = ServiceItem.objects.get_or_create(
        code="wash9",
        defaults={"name": "精洗九", "list_fen": 5_000, "changed_at": timezone.now(), "changed_by": "test"},
    )
    guo, number = as_("store_manager"), world.owners["east phone"].number
    rows = (f"{number},K1,-5,,,", f"{number},K2,,精洗九,5,200", f"{number},K2,,精洗九,5,200", "138,K3,1,,,")
    text = "\n".join(("手机号,会员卡号,储值本金,次卡项目,剩余次数,次卡余额", *rows))
    file = SimpleUploadedFile("有误.csv", text.encode())
    address = guo.post(reverse("opening_upload"), {"store": str(east), "file": file}).headers["Location"]
    shown = guo.get(address).content.decode()
    for told in (
        "有2行无法识别",
        "储值本金不能为负数",
        "精洗九 × 5",
        "（次卡余额200.00元）",
        "与第3行完全相同",
    ):
        assert told in shown, told
    assert 'name="principal_fen"' not in shown
    assert f"× {item.code}" not in shown
    batch = OpeningBatch.objects.get(file="有误.csv")
    assert (
        'name="principal_fen"' not in guo.post(reverse("opening_ask", args=[batch.pk]), {}).content.decode()
    )
    batch.refresh_from_db()
    assert batch.state == "preview"
    OpeningRow.objects.filter(batch=batch).exclude(card_no="K2").delete()
    assert reverse("opening_errors", args=[batch.pk]) not in guo.get(address).content.decode()
    guo.post(reverse("opening_step", args=[batch.pk, "discard"]))


def test_of_a_list_taken_back_nothing_is_said_to_be_posted(east, world, as_):
    guo, boss = as_("store_manager"), as_("regional_manager")
    number = world.owners["east phone"].number
    file = SimpleUploadedFile("冲回.csv", f"手机号,会员卡号,储值本金\n{number},Z1,987.65\n".encode())
    address = guo.post(reverse("opening_upload"), {"store": str(east), "file": file}).headers["Location"]
    batch = OpeningBatch.objects.get(file="冲回.csv")
    step = {name: reverse("opening_step", args=[batch.pk, name]) for name in ("approve", "take-back")}
    sums = {"rows": 1, "principal_fen": "987.65", "bonus_fen": 0, "points": 0, "visits": 0}
    asked = {**sums, "visits_paid_fen": 0, "differing": "add"}
    guo.post(reverse("opening_ask", args=[batch.pk]), asked)
    boss.post(step["approve"])
    post_batch(batch.pk)
    assert "本清单入账" in guo.get(address).content.decode()
    guo.post(step["take-back"], {"reason": "拿错了文件"})
    boss.post(reverse("opening_step", args=[batch.pk, "approve-back"]))
    undo_batch(batch.pk)
    shown = guo.get(address).content.decode()
    assert "本清单入账" not in shown
    assert "整份清单已冲回" in shown
    assert "拿错了文件" in shown
    seal()
