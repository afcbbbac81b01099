"""A4 Customer 360: everything of one owner on one page, within reach, in few queries."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.loyalty.desk.conftest import generous

from liuke.values.identity import new_id

NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
MOST_QUERIES = 30


def text(answer: Any) -> str:
    return str(answer.content.decode())


def visits(car: Any, store: Any, *days: dt.date, **more: Any) -> None:
    from liuke.vehicles.models import Visit, WorkOrder

    for n, day in enumerate(days):
        number = f"{store.code}-{car.vin[-4:]}-{n}-{day:%Y%m%d}"
        opened = dt.datetime.combine(day, dt.time(9), dt.UTC)
        WorkOrder.objects.create(
            vehicle=car, store=store, key=number, order_no=number, day=day, status="settled", kinds=1,
            opened_at=opened, total_fen=88_800, **more,
        )  # fmt: skip
        Visit.objects.create(vehicle=car, store=store, day=day, orders=1, revenue_fen=88_800)


@pytest.fixture
def lin(world: Any, tx: Any) -> Any:
    """Lin of the east: two cars, one of which also went west; a complaint, an answer, consent, a tag."""
    from liuke.owners.models import Consent, Owner, Phone
    from liuke.segments.models import Origin, Tag, Tagging
    from liuke.vehicles.models import Calendar, Complaint, DeclinedWork, Outlook, Ownership, Survey, Vehicle

    east, west = world.stores["east"], world.stores["west"]
    lin = Owner.objects.create(name="林晓 🚗 مرحبا", pinyin="lin xiao", initials="lx", home_store=east)
    Phone.objects.create(owner=lin, number="13700001234")
    today = timezone.localdate()
    for n in range(2):
        car = Vehicle.objects.create(
            vin=f"LSVAA41870000090{n}", plate=f"沪A1234{n}", owner=lin, store=east, series="ES6",
            delivery_day=dt.date(2024, 5, 1),
        )  # fmt: skip
        Ownership.objects.create(vehicle=car, owner=lin, from_day=dt.date(2024, 5, 1))
        Calendar.objects.create(
            vehicle=car, km_per_day=40, evidence=2, flagged=0, km=20_000, km_day=today,
            maintenance_day=today + dt.timedelta(days=9), next_day=today + dt.timedelta(days=9),
            next_kinds=["maintenance"],
        )  # fmt: skip
        Outlook.objects.create(
            vehicle=car, as_of=today, active=True, probability=0.7, stake_fen=320_000,
            reasons=[["overdue", {"days": 30.0}], ["low_satisfaction", {"score": 2.0}]],
        )  # fmt: skip
        visits(car, east, *(today - dt.timedelta(days=20 * m + n) for m in range(15)), items="机油机滤")
    visits(car, west, today - dt.timedelta(days=3), items="西岭金丝雀的活")
    Complaint.objects.create(
        store=east, key="C1", vin=car.vin, received_at=timezone.now() - dt.timedelta(days=4),
        symptom="刹车异响", content="刹车响，回电13912345678",
    )  # fmt: skip
    Survey.objects.create(
        store=west, key="S1", vin=car.vin, answered_at=timezone.now(), satisfaction=1, comment="西岭店不行"
    )
    DeclinedWork.objects.create(
        vehicle=car, store=east, item="前刹车片", day=today - dt.timedelta(days=20), remind_day=today,
        price_fen=86_000, changed_at=NOW, changed_by="test",
    )  # fmt: skip
    Consent.objects.create(
        owner=lin, purpose="marketing", channel="any", given=True, at=NOW, how="paper", by="梅"
    )
    tag = Tag.objects.create(name="热衷自驾游", origin=Origin.HAND, changed_at=NOW, changed_by="test")
    Tagging.objects.create(tag=tag, owner=lin, set_at=NOW, set_by="梅")
    return lin


@pytest.mark.parametrize("who", ["group", "service_adviser", "store_manager"])
def test_the_page_is_whole_and_takes_few_queries(lin, as_, who):
    client = as_(who)
    address = reverse("owner", args=[lin.pk])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        body = text(client.get(address))
    assert len(asked) <= MOST_QUERIES, "\n".join(one["sql"][:120] for one in asked.captured_queries)
    for said in ("林晓 🚗 مرحبا", "沪A12341", "70%", "保养逾期30天", "热衷自驾游", "137****1234", "刹车异响"):
        assert said in body, said
    assert "13700001234" not in body
    assert "13912345678" not in body, "a number in free text is masked"


@pytest.fixture
def receipts(lin, world) -> dict[str, Any]:
    """What the east did with Lin at its desk, by deed; and a top-up in the west."""
    from liuke.loyalty.actions.give_value import give_value
    from liuke.loyalty.actions.hold_value import hold_value
    from liuke.loyalty.actions.refund_value import Wish, refund_value, work_out
    from liuke.loyalty.actions.settle_bill import settle_bill
    from liuke.loyalty.actions.top_up import top_up
    from liuke.loyalty.bill import Bill, BillLine, Category
    from liuke.loyalty.desk import AtDesk
    from liuke.loyalty.ledger.posting import Value
    from liuke.loyalty.rules.refund import Fault
    from liuke.loyalty.rules.tender import Paid, Tenders
    from liuke.org.queries import scope_of

    generous()

    def at(who: str, store: str) -> AtDesk:
        scope, key = scope_of(world.people[who]), f"test:{new_id()}"
        return AtDesk(scope=scope, store_id=world.stores[store].pk, at=timezone.now(), key=key)

    def wechat(fen: int) -> Paid:
        return Paid(method="wechat", amount_fen=fen, reference=str(new_id()))

    east, owner = ("cashier", "east"), lin.pk
    small = top_up(at(*east), owner_id=owner, paid=wechat(20_050))
    wish = Wish(origin=UUID(small.journals[0]), unit="fen", fault=Fault.NOT_OWNERS)
    expected = work_out(owner, wish, on=timezone.localdate()).calculation.refund_fen
    line = BillLine(item="机油保养", category=Category.LABOUR, amount_fen=8_000, list_fen=8_000)
    bill = Bill(store=world.stores["east"].pk, number="WO-77", lines=(line,), amount_fen=8_000)
    return {
        "west": top_up(at("group", "west"), owner_id=owner, paid=wechat(77_700)),
        "topup": small,
        "refund": refund_value(at(*east), owner_id=owner, wish=wish, expected_fen=expected, reason="搬家"),
        "gift": give_value(
            at("store_manager", "east"),
            owner_id=owner,
            kind=Value.POINTS,
            amount=300,
            reason="生日13912345678",
        ),
        "hold": hold_value(at(*east), owner_id=owner, kind=Value.POINTS, amount=100),
        "bill": settle_bill(
            at(*east), owner_id=owner, bill=bill, tenders=Tenders(stored_fen=5_000, paid=(wechat(3_000),))
        ),
    }


def test_what_was_done_at_a_desk_is_told_with_its_receipt_to_whoever_may_see_it(lin, as_, receipts):
    address = reverse("owner", args=[lin.pk])
    client = as_("store_manager")
    with CaptureQueriesContext(connection) as asked:
        body = text(client.get(address))
    assert len(asked) <= MOST_QUERIES, "\n".join(one["sql"][:120] for one in asked.captured_queries)
    links = {deed: reverse("desk_receipt", args=[one.pk]) for deed, one in receipts.items()}
    assert {deed for deed, link in links.items() if link in body} == set(links) - {"west"}
    for said in (
        "充值200.50元",
        "退款200.50元",
        "积分 300积分",
        "积分 100积分",
        "结算单WO-77",
        "储值余额 ¥50.00",
    ):
        assert said in body, said
    assert "777元" not in body
    assert "¥777" not in body
    assert "13912345678" not in body
    assert client.get(links["bill"]).status_code == 200
    desk_only = text(client.get(reverse("owner_timeline", args=[lin.pk]), {"of": "desk"}))
    assert set(re.findall(r"event-([a-z]+) ", desk_only)) == {"receipt"}
    assert links["west"] in text(as_("group").get(address))
    without = text(as_("quality_engineer").get(address))
    assert not [link for link in links.values() if link in without]


def test_what_was_taken_over_from_the_old_system_is_told_and_so_is_that_it_was_taken_back(lin, as_, world):
    from tests.loyalty.finance.openings import HEAD, manager

    from liuke.loyalty.actions.open_balances import approve_opening, ask_to_open
    from liuke.loyalty.actions.read_balances import BalanceList, read_balance_list
    from liuke.loyalty.actions.take_balances_back import approve_taking_back, ask_to_take_back
    from liuke.loyalty.opening.posting import post_batch, undo_batch

    store, now, address = world.stores["east"].pk, timezone.now(), reverse("owner", args=[lin.pk])
    guo, han = manager(store, "郭店长"), manager(store, "韩财务")
    upload = BalanceList(
        "老系统余额.csv", [f"{HEAD}\n,13700001234,,C1,1000.50,200,300,,,,\n".encode("gb18030")]
    )
    batch = read_balance_list(scope=guo, store_id=store, upload=upload, at=now)
    sums = {"rows": 1, "principal_fen": 100_050, "bonus_fen": 20_000, "points": 300}
    ask_to_open(scope=guo, batch_id=batch.pk, control=sums, at=now)
    approve_opening(scope=han, batch_id=batch.pk, at=now)
    client = as_("store_manager")
    assert "老系统余额" not in text(client.get(address)), "nothing is posted yet"
    post_batch(batch.pk)
    body = text(client.get(address))
    for said in ("储值本金 ¥1,000.50、储值赠金 ¥200.00、300积分 · 老系统余额.csv", "郭店长 · 韩财务审批"):
        assert said in body, said
    assert "老系统余额" not in text(as_("quality_engineer").get(address))
    ask_to_take_back(scope=han, batch_id=batch.pk, reason="表导错了", at=now)
    approve_taking_back(scope=guo, batch_id=batch.pk, at=now)
    undo_batch(batch.pk)
    events = re.findall(
        r"event-opening ", text(client.get(reverse("owner_timeline", args=[lin.pk]), {"of": "desk"}))
    )
    assert len(events) == 2
    assert "表导错了" in text(client.get(address))


def test_a_store_sees_its_own_orders_money_and_answers(lin, as_):
    body = text(as_("service_adviser").get(reverse("owner", args=[lin.pk])))
    assert "西岭" not in body
    assert "仅您负责的门店" in body
    assert f"{30 * 888:,}" in body
    whole = text(as_("group").get(reverse("owner", args=[lin.pk])))
    assert "西岭店不行" in whole
    assert f"{31 * 888:,}" in whole


def test_with_an_open_complaint_nothing_is_sold(lin, as_):
    body = text(as_("service_adviser").get(reverse("owner", args=[lin.pk])))
    said = re.findall(r'<p class="saying">([^<]+)', body)
    assert "刹车异响" in said[0]
    assert not [one for one in said if "刹车片" in one]


def test_the_timeline_is_told_once_page_by_page(lin, as_):
    client, address = as_("service_adviser"), reverse("owner_timeline", args=[lin.pk])
    seen, behind = [], ""
    for _ in range(9):
        body = text(client.get(address, {"of": "service", "behind": behind}))
        seen += re.findall(r"EAST-\d+-\d+-\d+", body)
        found = re.search(r"behind=([0-9]+~[a-z0-9_-]+)", body)
        if not found:
            break
        behind = found[1]
    assert len(seen) == len(set(seen)) == 30
    assert [one[-8:] for one in seen] == sorted((one[-8:] for one in seen), reverse=True)


@pytest.mark.parametrize(
    "mark", ["x", "1~", "99999999999999999~order1", "-1~order1", "1~order1'--", "\0", "~" * 500]
)
def test_a_mark_nobody_gave_out_is_the_beginning_or_the_end(lin, as_, mark):
    answer = as_("service_adviser").get(reverse("owner_timeline", args=[lin.pk]), {"behind": mark, "of": "'"})
    assert answer.status_code == 200


def test_each_filter_tells_its_own(lin, as_):
    client, address = as_("store_manager"), reverse("owner_timeline", args=[lin.pk])
    kinds = {}
    for of in ("service", "voice", "cars", "person", "changes"):
        kinds[of] = set(
            re.findall(
                r"event-(order|declined|complaint|survey|taken_over|consent|tag|change)\b",
                text(client.get(address, {"of": of})),
            )
        )
    assert kinds == {
        "service": {"order", "declined"}, "voice": {"complaint"}, "cars": {"taken_over"},
        "person": {"consent", "tag"}, "changes": set(),
    }  # fmt: skip


def test_what_belongs_to_the_next_owner_is_not_told(lin, as_, world):
    from liuke.owners.models import Owner
    from liuke.vehicles.models import Ownership

    car = lin.vehicles.get(plate="沪A12340")
    mei = Owner.objects.create(name="东湖梅雪", home_store=world.stores["east"])
    sold = timezone.localdate() - dt.timedelta(days=30)
    Ownership.objects.filter(vehicle=car).update(to_day=sold)
    Ownership.objects.create(vehicle=car, owner=mei, from_day=sold)
    car.owner, car.plate = mei, "沪B99999"
    car.save()
    body = text(as_("service_adviser").get(reverse("owner_timeline", args=[lin.pk])))
    assert "沪B99999" not in body
    assert "车辆转出" in body


def test_an_owner_of_whom_nothing_is_known(world, as_):
    from liuke.owners.models import Owner

    bare = Owner.objects.create(name="", home_store=world.stores["east"])
    body = text(as_("service_adviser").get(reverse("owner", args=[bare.pk])))
    assert "近期没有到期的事" in body
    assert "这里还没有记录" in body
    assert "没有能打通的号码" in body


def test_who_searched_is_kept_with_what_was_found(world, as_, lin):
    from liuke.audit.models import AuditEntry

    client = as_("service_adviser")
    body = text(client.get(reverse("palette"), {"q": "13700001234"}))
    assert "137****<mark>1234</mark>" in body
    assert "13700001234" not in body.replace('value="13700001234"', "")
    entry = AuditEntry.objects.filter(verb="personal.listed", object_kind="owners.search").latest("at")
    assert (entry.actor_name, entry.after) == ("东service_adviser", {"owners": 1})
    assert "13700001234" not in entry.object_name


def test_nobody_found_offers_to_write_them_down(world, as_):
    body = text(as_("service_adviser").get(reverse("palette"), {"q": "欧阳无此人"}))
    assert "没有找到“欧阳无此人”" in body
    link = re.search(r'href="(/owners/new[^"]*)"', body)
    assert "欧阳无此人" in text(as_("service_adviser").get(link[1].replace("&amp;", "&")))
    assert "/owners/new" not in text(as_("cashier").get(reverse("palette"), {"q": "欧阳无此人"}))


def test_a_complaint_without_a_car_is_known_by_its_number_and_stays_in_its_store(world, lin, as_):
    from liuke.owners.models import SourceKey
    from liuke.vehicles.models import Complaint

    SourceKey.objects.create(value="13812340077", owner=lin)
    for side, words in (("east", "大厅等了两个小时"), ("west", "西岭没人接电话")):
        Complaint.objects.create(
            store=world.stores[side],
            key=f"no-car-{side}",
            phone="13812340077",
            received_at=timezone.now(),
            content=words,
            symptom=words,
        )
    page = text(as_("service_adviser").get(reverse("owner", args=[lin.pk])))
    assert "大厅等了两个小时" in page
    assert "西岭没人接电话" not in page
    told = text(as_("group").get(reverse("owner_timeline", args=[lin.pk]) + "?of=voice"))
    assert "大厅等了两个小时" in told
    assert "西岭没人接电话" in told
