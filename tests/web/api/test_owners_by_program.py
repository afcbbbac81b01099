"""Owners entered and changed by programs: what an import would refuse is refused, with its code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

PHONES = [
    ("138 1234 5678", "13812345678"),
    ("+86 138-1234-5678", "13812345678"),
    ("0086 13812345678", "13812345678"),
    ("１３８１２３４５６７８", "13812345678"),
    ("025-88001234", "02588001234"),
]
BAD_PHONES = [
    ("1.38E+10", "phone_digits_lost"),
    ("12345", "phone_form"),
    ("138****1234", "phone_masked"),
    ("13812345678/13912345678", "several_phones"),
    ("暂无", "empty"),
    ("", "empty"),
    ("13812345678\u0000", "nul_character"),
    ("1" * 31, "string_too_long"),
]
NAMES = [
    ("李䶮", "李䶮"),
    ("𬭎子", "𬭎子"),
    ("　林晓 ", "林晓"),
    ("林\u200b晓", "林晓"),
    ("ＡＢ公司", "ＡＢ公司"),
    ("\ue000先生", "\ue000先生"),
    ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
]
BAD_NAMES = [
    ("", "empty"),
    ("   ", "empty"),
    ("林\u202e晓", "bidi_control"),
    ("林\u0000晓", "nul_character"),
    ("#REF!", "error_value"),
    ("林" * 61, "string_too_long"),
    (None, "string_type"),
    (7, "string_type"),
]


def faults(answer):
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == "unreadable"
    return [(one["place"].rpartition(".")[2], one["code"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(("typed", "kept"), PHONES)
def test_a_number_is_kept_in_its_plain_form(program, real, typed, kept):
    made = program().write("POST", "/owners", {"name": "新人", "phones": [{"number": typed}]})
    assert (made.status_code, made.json()["phones"]) == (201, [kept])


@pytest.mark.parametrize(("typed", "code"), BAD_PHONES)
def test_a_number_that_cannot_be_one_is_refused(program, real, typed, code):
    from liuke.owners.models import Owner, Phone

    before = (Owner.objects.count(), Phone.objects.count())
    asking = program()
    refused = asking.write("POST", "/owners", {"name": "新人", "phones": [{"number": typed}]})
    added = asking.write("POST", f"/owners/{real['owner_id']}/phones", {"number": typed})
    assert faults(refused) == faults(added) == [("number", code)]
    assert (Owner.objects.count(), Phone.objects.count()) == before


@pytest.mark.parametrize(("typed", "kept"), NAMES)
def test_a_name_is_kept_exactly(program, real, typed, kept):
    asking = program()
    made = asking.write("POST", "/owners", {"name": typed}).json()
    assert made["name"] == asking.get(f"/owners/{made['id']}").json()["name"] == kept


@pytest.mark.parametrize(("typed", "code"), BAD_NAMES)
def test_a_name_that_cannot_be_kept_is_refused(program, real, typed, code):
    from liuke.owners.models import Owner

    asking, owner, before = program(), f"/owners/{real['owner_id']}", Owner.objects.count()
    assert faults(asking.write("POST", "/owners", {"name": typed})) == [("name", code)]
    assert faults(asking.write("PATCH", owner, {"name": typed}, seen=owner)) == [("name", code)]
    assert Owner.objects.count() == before
    assert asking.get(owner).json()["name"] == "林晓"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"birthday": "2999-01-01"}, ("birthday", "day_to_come")),
        ({"birthday": "1801-01-01"}, ("birthday", "day_before_1900")),
        ({"birthday": "2026-02-30"}, ("birthday", "date_from_datetime_parsing")),
        ({"gender": "x"}, ("gender", "literal_error")),
        ({"kind": "robot"}, ("kind", "literal_error")),
        ({"id": "1"}, ("id", "extra_forbidden")),
        ({"interests": ["x"]}, ("0", "uuid_parsing")),
    ],
)
def test_what_makes_no_sense_names_its_place_and_code(program, real, changes, fault):
    owner = f"/owners/{real['owner_id']}"
    assert faults(program().write("PATCH", owner, changes, seen=owner)) == [fault]


def test_an_owner_is_entered_with_all_that_is_known(program, real, world):
    from liuke.audit.models import AuditEntry

    asking = program()
    begun = asking.get("/changes").json()["next_cursor"]
    given = {
        "name": "东湖物流", "kind": "fleet", "district": "东湖区", "home_store_id": str(real["store_id"]),
        "contact_channel": "wechat", "phones": [{"number": "13655550001", "first": True, "label": "work"}],
    }  # fmt: skip
    made = asking.write("POST", "/owners", given)
    assert made.status_code == 201
    told = made.json()
    assert {name: told[name] for name in given if name != "phones"} == {
        k: v for k, v in given.items() if k != "phones"
    }
    assert (told["phones"], told["version"]) == (["13655550001"], 2)
    kinds = [one["kind"] for one in asking.get(f"/changes?after={begun}").json()["items"]]
    assert kinds == ["owner.created", "owner.changed"]
    verbs = set(AuditEntry.objects.filter(object_id=told["id"]).values_list("verb", flat=True))
    assert verbs >= {"owner.created", "owner.phone_added"}


def test_two_owners_may_have_one_number_and_nothing_is_lost(program, real):
    asking = program()
    for name in ("同号甲", "同号乙"):
        made = asking.write("POST", "/owners", {"name": name, "phones": [{"number": "13655550002"}]})
        assert made.status_code == 201
    found = asking.get("/owners?phone=13655550002").json()["items"]
    assert sorted(one["name"] for one in found) == ["同号乙", "同号甲"]
    twice = asking.write("POST", f"/owners/{found[0]['id']}/phones", {"number": "136 5555 0002"})
    assert (twice.status_code, twice.json()["code"]) == (409, "taken")


def test_an_import_leaves_alone_what_a_program_has_set(program, real):
    from liuke.owners.models import Owner

    owner = f"/owners/{real['owner_id']}"
    asking = program()
    asking.write("PATCH", owner, {"district": "城北"}, seen=owner)
    assert "district" in Owner.objects.get(pk=real["owner_id"]).hand_set


def test_what_is_left_out_stays_and_what_is_the_same_changes_nothing(program, real):
    owner, asking = f"/owners/{real['owner_id']}", program()
    before = asking.write("PATCH", owner, {"spending": "high", "channel": "车展"}, seen=owner).json()
    after = asking.write("PATCH", owner, {"channel": "转介绍"}, seen=owner).json()
    assert (after["spending"], after["channel"]) == ("high", "转介绍")
    assert after["version"] == before["version"] + 1
    again = asking.write("PATCH", owner, {"channel": "转介绍"}, seen=owner).json()
    assert again == after


def test_a_number_is_changed_and_removed_as_it_was_seen(program, real):
    asking, phones = program(), f"/owners/{real['owner_id']}/phones"
    made = asking.write("POST", phones, {"number": "13655550003"}).json()
    one = f"{phones}/{made['id']}"
    old = asking.get(one).headers["ETag"]
    first = asking.write("PATCH", one, {"first": True, "state": "verified"}, seen=one)
    assert (first.json()["first"], first.json()["state"]) == (True, "verified")
    assert asking.get(phones).json()["items"][0]["number"] == "13655550003"
    for method, body in (("PATCH", {"state": "wrong"}), ("DELETE", None)):
        late = asking.write(method, one, body, If_Match=old)
        assert (late.status_code, late.json()["code"]) == (412, "changed_since")
        unseen = asking.write(method, one, body)
        assert (unseen.status_code, unseen.json()["code"]) == (428, "header_missing")
    left = asking.write("DELETE", one, seen=one)
    assert "13655550003" not in str(left.json())
    assert asking.get(one).status_code == 404


def test_a_number_of_an_import_can_only_be_marked_wrong(program, real):
    asking, phones = program(), f"/owners/{real['owner_id']}/phones"
    [brought] = [one for one in asking.get(phones).json()["items"] if one["source"] == "import"]
    one = f"{phones}/{brought['id']}"
    refused = asking.write("DELETE", one, seen=one)
    assert (refused.status_code, refused.json()["code"]) == (409, "came_with_an_import")


def test_consent_is_written_down_by_purpose_and_channel(program, real):
    asking, consents = program(), f"/owners/{real['owner_id']}/consents"
    given = {"purposes": ["marketing"], "channels": ["sms", "wechat"], "given": True, "how": "paper",
             "text_version": "隐私政策2026-03"}  # fmt: skip
    assert asking.write("POST", consents, given).status_code == 201
    taken_back = {**given, "channels": ["any"], "given": False, "how": "call"}
    told = asking.write("POST", consents, taken_back).json()["items"]
    words = {(one["purpose"], one["channel"]): one["given"] for one in told}
    assert {channel: words[("marketing", channel)] for channel in ("any", "sms", "wechat")} == {
        "any": False, "sms": False, "wechat": False,
    }  # fmt: skip
    nobody = asking.write("POST", consents, {**given, "purposes": ["everything"]})
    assert faults(nobody) == [("0", "literal_error")]
    assert faults(asking.write("POST", consents, {**given, "channels": []})) == [("channels", "too_short")]


def test_tags_are_read_set_and_taken_off(program, real):
    asking, tags = program(), f"/owners/{real['owner_id']}/tags"
    tag = f"{tags}/{real['tag_id']}"
    assert [one["name"] for one in asking.get("/tags").json()["items"] if one["origin"] == "hand"] == [
        "爱喝茶"
    ]
    told = asking.write("PUT", tag, {"reason": "又喝了三杯"}).json()["items"]
    assert [(one["name"], one["reason"]) for one in told] == [("爱喝茶", "又喝了三杯")]
    for reason in ("", "  "):
        refused = asking.write("PUT", tag, {"reason": reason})
        assert (refused.status_code, refused.json()["code"]) == (422, "tag_reason_missing")
    assert asking.write("DELETE", tag).json()["items"] == []
    again = asking.write("DELETE", tag)
    assert (again.status_code, again.json()["code"]) == (404, "not_found")


def test_a_segment_counts_and_names_whom_the_key_reaches(program, real, world):
    from liuke.owners.models import Owner

    segment = f"/segments/{real['segment_id']}"
    for asking, reach in ((program(), {}), (program(store="west"), {"home_store": world.stores["west"]})):
        expected = {
            str(pk)
            for pk in Owner.objects.filter(merged_into=None, erased_at=None, **reach).values_list(
                "pk", flat=True
            )
        }
        seen, cursor = [], ""
        while cursor is not None:
            page = asking.get(f"{segment}/members?limit=2{'&cursor=' + cursor if cursor else ''}").json()
            seen += [one["id"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(seen) == sorted(expected)
        assert asking.get(f"{segment}/count").json()["owners"] == len(expected)


def test_a_segment_of_another_store_is_not_there(program, real, world):
    from django.utils import timezone

    from liuke.org.scope import system_scope
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.rules.tree import Group

    draft = SegmentDraft("东湖内部", Group("all", ()), share="store", store_id=world.stores["east"].pk)
    made = create_segment(scope=system_scope(), draft=draft, at=timezone.now())
    east, west = program(store="east"), program(store="west")
    assert "东湖内部" in east.get("/segments").content.decode()
    assert "东湖内部" not in west.get("/segments").content.decode()
    for rest in ("", "/count", "/members"):
        assert east.get(f"/segments/{made.pk}{rest}").status_code == 200
        assert west.get(f"/segments/{made.pk}{rest}").status_code == 404


def test_fifty_at_once_with_one_key_enter_one_owner(program, real):
    from liuke.owners.models import Owner

    asking = program()

    def one(_):
        try:
            answer = asking.write("POST", "/owners", {"name": "五十次"}, Idempotency_Key="fifty-owners")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as threads:
        answers = set(threads.map(one, range(50)))
    assert [status for status, _ in answers] == [201]
    assert Owner.objects.filter(name="五十次").count() == 1
    other = asking.write("POST", "/owners", {"name": "五十一次"}, Idempotency_Key="fifty-owners")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Owner.objects.filter(name="五十一次").count() == 0


def test_interests_are_those_of_the_group(program, real):
    from liuke.owners.models import Interest

    owner, asking = f"/owners/{real['owner_id']}", program()
    known = str(Interest.objects.values_list("pk", flat=True).first())
    done = asking.write("PATCH", owner, {"interests": [known, known]}, seen=owner)
    assert (done.status_code, done.json()["interests"]) == (200, [known])
    unknown = asking.write("PATCH", owner, {"interests": [str(real["owner_id"])]}, seen=owner)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    assert asking.get(owner).json()["interests"] == [known]


def test_looking_at_consent_and_tags_is_kept_in_the_trail(program, real):
    from liuke.audit.models import AuditEntry

    asking = program()
    for rest in ("", "/phones", "/consents", "/tags"):
        asking.get(f"/owners/{real['owner_id']}{rest}")
    kept = AuditEntry.objects.filter(actor_id=asking.key.pk, object_id=str(real["owner_id"]))
    assert list(kept.values_list("verb", flat=True)) == ["personal.fetched_whole"] * 4


def test_answers_kept_for_repeated_calls_go_with_an_erased_person(program, real):
    from tests.integrations.dms.test_owners_and_imports import erase

    from liuke.owners.models import Owner
    from liuke.web.api.models import Answered

    asking = program()
    erased, other = (
        asking.write("POST", "/owners", {"name": "新人", "phones": [{"number": number}]}).json()["id"]
        for number in ("13700007701", "13700007702")
    )
    erase(Owner.objects.get(pk=erased))
    kept = "".join(Answered.objects.values_list("body", flat=True))
    assert (erased in kept, other in kept) == (False, True)
