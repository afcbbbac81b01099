"""A1 · O Who owners are, how they are reached, what they agreed to, and who may change it."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from tests.owners.conftest import NOON

from liuke.org.queries import NotFound

TODAY = dt.date(2026, 1, 1)


def test_a_correction_is_kept_in_the_trail_and_by_its_author(stores, person, adviser):
    from liuke.audit.models import AuditEntry
    from liuke.owners.actions.save_owner import change_owner
    from liuke.owners.drafts import OwnerDraft
    from liuke.owners.models import Interest, Owner

    lin = person("林晓", home_store=stores["E"], district="城南")
    interest = Interest.objects.get(name="自驾游")
    draft = OwnerDraft(
        name="林小", district="城南", home_store_id=stores["E"].pk, interests=(interest.pk,), spending="high"
    )
    change_owner(scope=adviser, owner_id=lin.pk, version=1, draft=draft, at=NOON)
    row = Owner.objects.get()
    assert (row.version, row.changed_by, row.hand_set, row.pinyin) == (2, "梅晓芸", ["name"], "lin xiao")
    entry = AuditEntry.objects.get()
    assert entry.before == {"name": "林晓", "spending": "", "interests": []}
    assert entry.after == {"name": "林小", "spending": "high", "interests": ["自驾游"]}


def test_whoever_saves_second_is_told(stores, person, adviser, lead):
    from liuke.org.editing import ChangedMeanwhile
    from liuke.owners.actions.save_owner import change_owner
    from liuke.owners.drafts import OwnerDraft
    from liuke.owners.models import Owner

    lin = person("林晓", home_store=stores["E"])
    for scope, name in ((lead, "林小"), (adviser, "林三")):
        draft = OwnerDraft(name=name, home_store_id=stores["E"].pk)
        if scope is adviser:
            with pytest.raises(ChangedMeanwhile):
                change_owner(scope=scope, owner_id=lin.pk, version=1, draft=draft, at=NOON)
        else:
            change_owner(scope=scope, owner_id=lin.pk, version=1, draft=draft, at=NOON)
    assert Owner.objects.get().name == "林小"


def test_an_adviser_cannot_hand_an_owner_to_a_store_out_of_reach(stores, person, adviser):
    from liuke.org.scope import NotAllowed
    from liuke.owners.actions.save_owner import change_owner, create_owner
    from liuke.owners.drafts import OwnerDraft
    from liuke.owners.models import Owner

    lin = person("林晓", home_store=stores["E"])
    draft = OwnerDraft(name="林晓", home_store_id=stores["W"].pk)
    with pytest.raises(NotFound):
        change_owner(scope=adviser, owner_id=lin.pk, version=1, draft=draft, at=NOON)
    with pytest.raises(NotAllowed):
        create_owner(scope=adviser, draft=draft, at=NOON)
    assert Owner.objects.get().home_store_id == stores["E"].pk


def test_the_west_neither_sees_nor_changes_owners_of_the_east(stores, person, xu):
    from liuke.owners.actions.note_consent import note_consent
    from liuke.owners.drafts import ConsentDraft
    from liuke.owners.models import Consent
    from liuke.owners.queries import owners_within

    lin = person("林晓", home_store=stores["E"])
    draft = ConsentDraft(("marketing",), ("any",), True, "paper")
    with pytest.raises(NotFound):
        note_consent(scope=xu, owner_id=lin.pk, draft=draft, at=NOON)
    assert (owners_within(xu).count(), Consent.objects.count()) == (0, 0)


def test_an_owner_is_seen_where_their_car_came(stores, person, xu):
    from liuke.owners.queries import owners_within
    from liuke.vehicles.models import Vehicle, Visit

    lin = person("林晓", home_store=stores["E"])
    car = Vehicle.objects.create(vin="LSVAA41870000001X", owner=lin, store=stores["E"])
    assert owners_within(xu).count() == 0
    Visit.objects.create(vehicle=car, store=stores["W"], day=TODAY, orders=1, revenue_fen=1)
    assert list(owners_within(xu)) == [lin]


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("林", True),
        ("linx", False),
        ("lin x", True),
        ("lx", True),
        ("1111", True),
        ("111", False),
        ("王", False),
    ],
)
def test_owners_are_found_as_people_type(person, lead, words, finds):
    from liuke.owners.queries import Filters, found, owners_within

    lin = person("林晓", phones=("13800001111",))
    assert (lin in found(owners_within(lead), Filters(words=words))) is finds


def test_one_number_is_called_first_and_a_wrong_one_never(person, lead):
    from liuke.owners.actions.save_phone import add_phone, change_phone
    from liuke.owners.drafts import PhoneDraft
    from liuke.owners.models import Phone
    from liuke.owners.queries import first_phones

    lin = person("林晓", phones=("13800001111",))
    new = add_phone(scope=lead, owner_id=lin.pk, draft=PhoneDraft("13800002222", first=True), at=NOON)
    assert first_phones([lin.pk]) == {lin.pk: "13800002222"}
    old = Phone.objects.get(number="13800001111")
    change_phone(scope=lead, phone_id=old.pk, draft=PhoneDraft("13800001111", first=True), at=NOON)
    assert list(Phone.objects.filter(first=True)) == [old]
    change_phone(
        scope=lead, phone_id=old.pk, draft=PhoneDraft("13800001111", first=True, state="wrong"), at=NOON
    )
    assert first_phones([lin.pk]) == {lin.pk: new.number}


def test_the_same_number_twice_is_refused(person, lead):
    from liuke.org.editing import Taken
    from liuke.owners.actions.save_phone import add_phone
    from liuke.owners.drafts import PhoneDraft

    lin = person("林晓", phones=("13800001111",))
    with pytest.raises(Taken) as refused:
        add_phone(scope=lead, owner_id=lin.pk, draft=PhoneDraft("13800001111"), at=NOON)
    assert refused.value.parameters == {"value": "138****1111"}


def test_an_imported_number_is_marked_not_removed(person, lead):
    from liuke.owners.actions.save_phone import CameWithAnImport, remove_phone
    from liuke.owners.models import Phone

    person("林晓", phones=("13800001111",))
    with pytest.raises(CameWithAnImport):
        remove_phone(scope=lead, phone_id=Phone.objects.get().pk, at=NOON)
    assert Phone.objects.count() == 1


def consent(lead, owner, purposes, channels, given, at):
    from liuke.owners.actions.note_consent import note_consent
    from liuke.owners.drafts import ConsentDraft

    note_consent(scope=lead, owner_id=owner.pk, draft=ConsentDraft(purposes, channels, given, "paper"), at=at)


def test_the_latest_word_counts_and_every_word_stays(person, lead):
    from liuke.owners.models import Consent, ConsentNow
    from liuke.owners.rules.consent import agreed

    lin = person("林晓")
    consent(lead, lin, ("marketing",), ("sms",), True, NOON)
    consent(lead, lin, ("marketing",), ("any",), False, NOON + dt.timedelta(days=1))
    now = {(c.purpose, c.channel): c.given for c in ConsentNow.objects.filter(owner=lin)}
    assert agreed(now, purpose="marketing", channel="sms") is False
    assert agreed(now, purpose="service", channel="sms") is False
    assert Consent.objects.count() == 3


@pytest.mark.parametrize("change", ["given = NOT given", "at = now()", "owner_id = owner_id, note = 'x'"])
def test_consent_cannot_be_edited(person, lead, change):
    from django.db import DatabaseError, connection, transaction

    consent(lead, person("林晓"), ("marketing",), ("sms",), True, NOON)
    for statement in (f"UPDATE owners_consent SET {change}", "DELETE FROM owners_consent"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_family_has_one_head_and_nobody_two_families(person, lead):
    from liuke.owners.actions.save_household import (
        InAnotherHousehold,
        found_household,
        join_household,
        leave_household,
        name_head,
    )
    from liuke.owners.models import Household, HouseholdMember

    lin, mei = person("林晓"), person("梅子")
    family = found_household(scope=lead, owner_id=lin.pk, name="林家", at=NOON)
    join_household(scope=lead, household_id=family.pk, owner_id=mei.pk, at=NOON)
    with pytest.raises(InAnotherHousehold):
        found_household(scope=lead, owner_id=mei.pk, name="梅家", at=NOON)
    name_head(scope=lead, owner_id=mei.pk, at=NOON)
    assert list(HouseholdMember.objects.filter(head=True).values_list("owner", flat=True)) == [mei.pk]
    leave_household(scope=lead, owner_id=mei.pk, at=NOON)
    assert HouseholdMember.objects.get().head
    leave_household(scope=lead, owner_id=lin.pk, at=NOON)
    assert Household.objects.count() == 0


def test_only_a_firm_has_contact_persons(person, lead):
    from liuke.owners.actions.save_contact import NotAFleet, add_contact

    given = {"name": "周师傅", "position": "车队长", "number": "13800003333"}
    with pytest.raises(NotAFleet):
        add_contact(scope=lead, owner_id=person("林晓").pk, at=NOON, **given)
    firm = person("云程物流", kind="fleet")
    assert add_contact(scope=lead, owner_id=firm.pk, at=NOON, **given).fleet_id == firm.pk


@pytest.mark.parametrize(
    ("facts", "said", "now"),
    [
        ({}, [], None),
        ({}, [("aware", "2025-12-01")], "aware"),
        ({"delivered": "2025-12-20"}, [("visited", "2025-12-01")], "bought"),
        ({"delivered": "2025-11-01"}, [], "using"),
        ({"delivered": "2025-01-01", "first_visit": "2025-06-01", "last_visit": "2025-06-01"}, [], "service"),
        ({"delivered": "2023-01-01", "first_visit": "2023-06-01", "last_visit": "2024-06-01"}, [], "lost"),
        ({"delivered": "2025-01-01"}, [("lost", "2025-10-01")], "lost"),
        (
            {"delivered": "2025-01-01", "first_visit": "2025-11-01", "last_visit": "2025-11-01"},
            [("lost", "2025-10-01")],
            "service",
        ),
    ],
)
def test_the_stage_follows_the_history_and_people(facts, said, now):
    from liuke.owners.rules.life_stage import Facts, Stage, Step, steps_of

    days = {name: dt.date.fromisoformat(day) for name, day in facts.items()}
    marks = [Step(Stage(stage), dt.date.fromisoformat(day), by="梅") for stage, day in said]
    steps = steps_of(Facts(**days), marks, as_of=TODAY)
    assert (steps[-1].stage.value if steps else None) == now


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        ("access", dt.date(2026, 3, 2), dt.date(2026, 3, 23)),
        ("erase", dt.date(2026, 3, 2), dt.date(2026, 3, 16)),
        ("erase", dt.date(2026, 3, 7), dt.date(2026, 3, 20)),
        ("withdraw", dt.date(2026, 3, 6), dt.date(2026, 3, 9)),
    ],
)
def test_the_deadline_counts_working_days(kind, received, due):
    from liuke.owners.rules.privacy_deadline import Kind, due_on

    assert due_on(Kind(kind), received=received) == due


def test_nothing_is_done_for_somebody_unchecked(person, lead):
    from liuke.owners.actions.answer_request import IdentityNotChecked, RequestIsClosed, answer_request
    from liuke.owners.actions.take_request import take_request
    from liuke.owners.drafts import RequestDraft

    lin = person("林晓")
    asked = take_request(
        scope=lead,
        owner_id=lin.pk,
        draft=RequestDraft("access", "林晓", "counter", TODAY),
        today=TODAY,
        at=NOON,
    )
    given = {"scope": lead, "request_id": asked.pk, "version": 1, "answer": "已告知", "at": NOON}
    with pytest.raises(IdentityNotChecked):
        answer_request(done=True, **given)
    assert answer_request(done=False, **given).state == "refused"
    with pytest.raises(RequestIsClosed):
        answer_request(done=False, **{**given, "version": 2})


def test_a_number_of_many_owners_is_weak_evidence(person):
    from liuke.owners.actions.find_duplicates import find_duplicates
    from liuke.owners.models import Candidate, Phone

    for n in range(4):
        Phone.objects.create(owner=person(f"王{n}"), number="13800009999")
    assert find_duplicates() == 0
    for n in range(2):
        Phone.objects.create(owner=person(f"李{n}"), number="13800008888")
    assert find_duplicates_again() == 1
    assert Candidate.objects.get().reasons == ["phone"]


def find_duplicates_again() -> int:
    """The second look in one transaction: the first one's temporary tables go first."""
    from django.db import connection

    from liuke.owners.actions.find_duplicates import find_duplicates

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE living, evidence, pair")
    return find_duplicates()


def test_two_people_are_not_asked_about_again(person, lead):
    from liuke.owners.actions.dismiss_duplicate import dismiss_duplicate
    from liuke.owners.actions.find_duplicates import find_duplicates
    from liuke.owners.models import Candidate
    from liuke.owners.queries import candidates_within

    for day in (1, 2):
        person("林晓", district="城南", birthday=dt.date(1990, 1, day))
    assert find_duplicates() == 0
    for _ in range(2):
        person("王五", district="城南")
    assert find_duplicates_again() == 1
    dismiss_duplicate(scope=lead, candidate_id=Candidate.objects.get().pk, at=NOON)
    assert find_duplicates_again() == 0
    assert candidates_within(lead).count() == 0
