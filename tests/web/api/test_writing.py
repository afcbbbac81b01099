"""What a program changes: once, on what it has seen, and not from a sandbox."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

HEADER = "门店,工单号,车架号,车牌号,车主,手机号,进厂时间,维修类型,工单状态,结算金额\n"
ROW = "东湖店,{},LSVAA41870000001X,沪A12345,林晓,13800001111,2025-10-01 09:00:00,定期保养,已结算,100.00\n"


@pytest.fixture
def lin(program):
    [found] = program().get("/owners?phone=13800001111").json()["items"]
    return found["id"]


def correct(asking, owner_id, changes, *, tag=None, token="t"):
    tag = tag or asking.get(f"/owners/{owner_id}").headers["ETag"]
    body = json.dumps(changes)
    return asking.ask("PATCH", f"/owners/{owner_id}", body, If_Match=tag, Idempotency_Key=token)


def upload(asking, text, *, name="工单.csv", token="u"):
    file = SimpleUploadedFile(name, (HEADER + text).encode(), content_type="text/csv")
    headers = {"Authorization": f"Bearer {asking.token}", "Idempotency-Key": token}
    return asking.client.post("/api/v1/imports", {"files": file}, headers=headers)


def test_an_owner_is_corrected_kept_and_told(program, lin):
    from liuke.audit.models import AuditEntry
    from liuke.owners.models import Owner

    asking = program(store="east")
    begun = asking.get("/changes").json()["next_cursor"]
    done = correct(asking, lin, {"district": "东湖新区", "birthday": "1990-05-01"})
    assert (done.status_code, done.json()["district"]) == (200, "东湖新区")
    assert Owner.objects.get(pk=lin).district == "东湖新区"
    entry = AuditEntry.objects.filter(verb="owner.changed").latest("at")
    assert (entry.actor_id, entry.after["district"]) == (asking.key.pk, "东湖新区")
    [change] = asking.get(f"/changes?after={begun}").json()["items"]
    assert (change["kind"], change["owner_id"]) == ("owner.changed", lin)
    assert program(store="west").get(f"/changes?after={begun}").json()["items"] == []


def test_who_has_not_seen_the_latest_changes_nothing(program, lin):
    from liuke.owners.models import Owner

    asking = program()
    old = asking.get(f"/owners/{lin}").headers["ETag"]
    assert correct(asking, lin, {"channel": "转介绍"}, tag=old).status_code == 200
    late = correct(asking, lin, {"channel": "车展"}, tag=old, token="late")
    assert (late.status_code, late.json()["code"]) == (412, "changed_since")
    assert Owner.objects.get(pk=lin).channel == "转介绍"


@pytest.mark.parametrize(
    ("changes", "place"),
    [({"name": ""}, "name"), ({"birthday": "1801-01-01"}, "birthday"), ({"phone": "1"}, "phone"), ({"district": "\x00"}, "district")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(program, lin, changes, place):
    refused = correct(program(), lin, changes)
    assert refused.status_code == 422
    assert [one["place"].rpartition(".")[2] for one in refused.json()["errors"]] == [place]


@pytest.mark.parametrize(
    ("given", "missing"), [({"Idempotency_Key": "", "If_Match": "x"}, "Idempotency-Key"), ({}, "If-Match")]
)
def test_a_call_without_its_headers_is_told_which(program, lin, given, missing):
    refused = program().ask("PATCH", f"/owners/{lin}", "{}", **given)
    assert (refused.status_code, refused.json()["code"]) == (428, "header_missing")
    assert missing in refused.json()["detail"]


@pytest.mark.parametrize(
    "token", ["x" * 201, "a\x00b", "a\tb", "a\x7f"], ids=["long", "nul", "tab", "delete"]
)
def test_a_key_that_cannot_be_kept_whole_is_refused(program, lin, token):
    from liuke.owners.models import Owner

    before = Owner.objects.filter(pk=lin).values().get()
    refused = correct(program(), lin, {"name": "梅雪"}, token=token)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_unfit")
    assert "200" in refused.json()["detail"]
    assert Owner.objects.filter(pk=lin).values().get() == before


def test_two_long_keys_are_two_deeds(program, lin):
    asking = program()
    for end, name in (("1", "林一"), ("2", "林二")):
        answer = correct(asking, lin, {"name": name}, token="k" * 199 + end)
        assert (answer.status_code, answer.json()["name"]) == (200, name)
        assert "Idempotent-Replayed" not in answer.headers


def test_another_store_s_owner_is_not_there(program, lin):
    from liuke.owners.models import Owner

    before = Owner.objects.filter(pk=lin).values().get()
    refused = correct(program(store="west"), lin, {"name": "梅雪"}, tag='"x"')
    assert refused.status_code == 404
    assert Owner.objects.filter(pk=lin).values().get() == before


def test_a_sandbox_answers_and_keeps_nothing(program, lin):
    from liuke.owners.models import Owner

    asking, before = program(sandbox=True), Owner.objects.filter(pk=lin).values().get()
    told = correct(asking, lin, {"name": "试一试"})
    assert (told.status_code, told.json()["name"]) == (200, "试一试")
    assert told.headers["Liuke-Sandbox"]
    assert Owner.objects.filter(pk=lin).values().get() == before
    assert upload(asking, ROW.format("S1")).json()["code"] == "not_in_sandbox"


def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(program, lin):
    asking = program()
    tag = asking.get(f"/owners/{lin}").headers["ETag"]
    first = correct(asking, lin, {"gender": "女"}, tag=tag, token="same")
    again = correct(asking, lin, {"gender": "女"}, tag=tag, token="same")
    other = correct(asking, lin, {"gender": "男"}, tag=tag, token="same")
    assert (again.status_code, again.content, again.headers["ETag"]) == (
        200,
        first.content,
        first.headers["ETag"],
    )
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_fifty_at_once_with_one_key_upload_one_import(program):
    from liuke.integrations.dms.models import ImportBatch

    asking, before = program(), ImportBatch.objects.count()

    def one(_):
        try:
            answer = upload(asking, ROW.format("P1"), token="fifty")
            return answer.status_code, answer.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as threads:
        answers = set(threads.map(one, range(50)))
    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    assert ImportBatch.objects.count() == before + 1


def test_an_import_goes_from_upload_to_its_rows(program):
    from django.utils import timezone

    from liuke.integrations.dms.actions.commit_import import commit_import
    from liuke.integrations.dms.actions.read_import import read_import

    asking = program(store="east")
    begun = asking.get("/changes").json()["next_cursor"]
    made = upload(asking, ROW.format("I1"), token="whole").json()
    assert made["state"] == "reading"
    read_import(batch_id=made["id"], today=timezone.localdate())
    seen = asking.get(f"/imports/{made['id']}").json()
    assert (seen["state"], seen["counts"]["work_orders"]["new"]) == ("preview", 1)
    for question in seen["questions"]:
        answer = {name: question[name] for name in ("topic", "file", "sheet", "subject")}
        answer["answer"] = question["proposal"]
        assert (
            asking.ask(
                "POST", f"/imports/{made['id']}/answers", json.dumps({"answers": [answer]})
            ).status_code
            == 200
        )
    assert asking.ask("POST", f"/imports/{made['id']}/confirm").json()["state"] == "committing"
    twice = asking.ask("POST", f"/imports/{made['id']}/confirm")
    assert (twice.status_code, twice.json()["code"]) == (409, "import_not_now")
    commit_import(batch_id=made["id"], at=timezone.now())
    [change] = asking.get(f"/changes?after={begun}").json()["items"]
    assert (change["kind"], change["import_id"]) == ("import.done", made["id"])
    [order] = asking.get(f"/orders?import_id={made['id']}").json()["items"]
    assert order["order_no"] == "I1"


def test_answers_are_forgotten_after_a_day(program, lin):
    import datetime as dt

    from django.utils import timezone

    from liuke.web.api.jobs import forget_answers
    from liuke.web.api.models import Answered

    asking = program()
    correct(asking, lin, {"gender": "男"}, token="old")
    correct(asking, lin, {"gender": "女"}, token="young")
    mine = Answered.objects.filter(key=asking.key)
    mine.filter(token="old").update(at=timezone.now() - dt.timedelta(hours=25))
    forget_answers(timestamp=0)
    assert list(mine.values_list("token", flat=True)) == ["young"]
