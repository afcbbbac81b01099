"""Every screen as people meet it: at a desk and on a phone, in the light and in the dark, in both languages.

With LIUKE_SHOTS=folder the pictures are kept.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

pytest.importorskip("django")

from tests.web.screens import SCREENS

from liuke.simulation.world.catalogue import DISTRICTS

pytestmark = pytest.mark.browser

DESK, PHONE = 1280, 360


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESK, "light"), (PHONE, "light"), (DESK, "dark"), (PHONE, "dark")]
)
def test_every_screen_is_whole_and_accessible(site, window, width, scheme):
    found = []
    with window(site, width=width, scheme=scheme) as visit:
        for name, route in {"sign-in": "/sign-in", "design": "/design"}.items():
            visit.go(route)
            found += visit.judge(name)
        visit.sign_in()
        for name, route in SCREENS.items():
            visit.go(route)
            found += visit.judge(name)
    assert found == []


@pytest.mark.parametrize("login", ["guwen", "jishi", "dianzhang", "quyu", "admin", "shenji"])
def test_every_role_has_a_home(site, window, login):
    with window(site, width=PHONE) as visit:
        visit.sign_in(login)
        assert visit.judge(f"home-{login}") == []


def test_english_is_whole(site, window):
    with window(site, width=DESK) as visit:
        visit.sign_in()
        visit.page.click(".user-menu summary")
        visit.page.click(".user-menu button[value=en]")
        left = []
        for name, route in SCREENS.items():
            visit.go(route)
            visit.page.evaluate("document.querySelectorAll('[lang=zh-Hans] , time').forEach((e) => e)")
            of_a_person = name.startswith(("owner-", "household-")) or name == "owner"
            heading = "" if of_a_person else visit.page.locator("h1").first.inner_text()
            labels = visit.page.locator("th, dt, label, .menu, .btn").all_inner_texts()
            known = r"北湖店|滨江店|会展店|江北区域|江南区域|梅晓芸|中文|\w[A-Z][A-Z0-9]{5,6}\b"
            known += "|改装|新能源技术|美容养护|自驾游|精致洗车|机油机滤更换|刹车系统检查|江北"
            known += "".join(f"|{one.name}" for one in DISTRICTS)
            left += [
                f"{name}: {text}"
                for text in (*labels, heading if "·" not in heading else "")
                if re.search(r"[\u4e00-\u9fff]", re.sub(known, "", text)) and "云" not in text
            ]
    assert not left, "\n".join(left)


def test_the_palette_finds_by_pinyin_and_goes_with_enter(site, window):
    with window(site, width=DESK) as visit:
        visit.sign_in()
        visit.page.keyboard.press("Control+k")
        visit.page.wait_for_selector(".palette-lines a")
        visit.page.keyboard.type("beihu")
        visit.page.wait_for_selector(".palette-lines a:has-text('北湖店')")
        assert visit.judge("palette") == []
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(re.compile(r"/stores/[0-9a-f-]{36}$"))


def test_enter_in_a_bill_works_it_out_and_takes_nothing_away(site, window):
    with window(site, width=DESK) as visit:
        visit.sign_in("shouyin")
        visit.go("/owners {first}")
        visit.go(f"/desk{urlsplit(visit.page.url).path}/settle")
        page = visit.page
        page.click("button[value=add]")
        page.wait_for_selector("#item-1")
        for place, amount in enumerate(("100", "58")):
            page.fill(f"#item-{place}", f"项目{place}")
            page.fill(f"#amount-{place}", amount)
        page.fill("#number", "WO-1")
        page.press("#number", "Enter")
        page.wait_for_selector(".missing b:has-text('158.00')")
        assert [page.input_value(f"#item-{place}") for place in (0, 1)] == ["项目0", "项目1"]
        assert visit.judge("settle") == []


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_an_owner_is_found_by_typing_and_opened_with_the_keyboard(site, window, width, scheme):
    site.until("SELECT count(*) > 0 FROM feeds_analysis")
    with site.database() as line:
        plate, name, number = line.execute(
            "SELECT v.plate, o.name, p.number FROM vehicles_vehicle AS v JOIN owners_owner AS o ON o.id = v.owner_id"
            " JOIN owners_phone AS p ON p.owner_id = o.id WHERE v.plate IS NOT NULL ORDER BY v.vin LIMIT 1"
        ).fetchone()
    with window(site, width=width, scheme=scheme) as visit:
        page, found = visit.page, []
        visit.sign_in()
        page.click("[data-palette]")
        page.wait_for_selector(".palette-lines a")
        for part, said in {
            "plate": plate[2:].lower(),
            "phone": number,
            "both": f"{name} {number[-4:]}",
        }.items():
            page.fill("#palette input", said)
            page.wait_for_selector(f".customer:has-text('{name}'):has(mark)")
            found += visit.judge(f"palette-{part}")
        assert number not in page.locator(".palette-lines").inner_text()
        page.fill("#palette input", "zz99q9")
        page.wait_for_selector(".nothing:has-text('zz99q9')")
        found += visit.judge("palette-nothing")
        page.fill("#palette input", plate)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/owners/[0-9a-f-]{36}$"))
        assert name in page.locator("h1").inner_text(), "Enter waits for the answer to what was typed last"
        page.keyboard.press("Control+k")
        page.wait_for_selector(f".customer:has-text('{name}')")
        found += visit.judge("palette-opened-last")
        page.keyboard.press("ArrowDown")
        assert page.locator('#palette-lines [aria-selected="true"]').count() == 1
        page.keyboard.press("Escape")
        page.wait_for_selector("#palette", state="hidden")
    assert found == []


def test_the_timeline_goes_on_as_one_scrolls(site, window):
    site.until("SELECT count(*) > 0 FROM feeds_analysis")
    with site.database() as line:
        [owner] = line.execute(
            "SELECT w.owner_id FROM vehicles_ownership AS w JOIN vehicles_workorder AS o ON o.vin = w.vin"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
    with window(site, width=PHONE) as visit:
        page = visit.page
        visit.sign_in()
        visit.go(f"/owners/{owner}")
        assert page.locator(".event").count() == 20
        page.locator(".event-more").scroll_into_view_if_needed()
        page.locator(".event >> nth=20").wait_for()
        found = visit.judge("owner-timeline")
        page.click(".timeline-filters a:has-text('车辆')")
        page.wait_for_selector(".timeline-filters a[aria-current]:has-text('车辆')")
        assert page.locator(".event-order").count() == 0
        found += visit.judge("owner-timeline-cars")
    assert found == []


def test_a_long_name_of_any_script_fits_and_is_found(site, window):
    site.until("SELECT count(*) > 0 FROM feeds_analysis")
    name = "🚗👨‍👩‍👧 مرحبا بكم " + "欧阳" * 8 + "VeryLongNameWithoutABlank"
    with site.database() as line:
        [owner] = line.execute("SELECT owner_id FROM vehicles_vehicle ORDER BY vin DESC LIMIT 1").fetchone()
        line.execute("UPDATE owners_owner SET name = %s WHERE id = %s", [name, owner])
    with window(site, width=PHONE) as visit:
        page = visit.page
        visit.sign_in()
        visit.go(f"/owners/{owner}")
        found = visit.both("owner-long-name")
        for said in ("مرحبا", "longname", "🚗"):
            page.keyboard.press("Control+k")
            page.fill("#palette input", said)
            page.wait_for_selector(".customer:has-text('VeryLongName')")
            found += visit.both(f"palette-long-name-{len(said)}")
            page.keyboard.press("Escape")
    assert found == []


def test_what_is_printed_names_its_owner_and_has_nothing_to_press(site, window):
    site.until("SELECT count(*) > 0 FROM ledger.journal WHERE holder IS NOT NULL")
    with site.database() as line:
        owner, name = line.execute(
            "SELECT o.id, o.name FROM owners_owner AS o JOIN ledger.journal AS j ON j.holder = o.id LIMIT 1"
        ).fetchone()
    with window(site, width=718, scheme="dark") as visit:
        page = visit.page
        visit.sign_in()
        visit.go(f"/desk/owners/{owner}/statement")
        assert page.locator(".paper-head:visible").count() == 0
        page.emulate_media(media="print")
        assert page.locator(":is(button, .btn, nav, input, select):visible").count() == 0
        assert name in page.locator(".paper-head").inner_text()
        assert "打印时间" in page.locator(".paper-head").inner_text()
        assert page.locator("h1:visible").inner_text() == "账户明细"
        assert page.locator("thead th:visible").count() == 4, "paper has the columns of a desk"


def test_a_chosen_theme_stays(site, window):
    with window(site, width=DESK) as visit:
        visit.sign_in()
        visit.page.click(".user-menu summary")
        visit.page.click(".user-menu button[value=dark]")
        visit.page.goto(f"{site.address}/stores")
        assert visit.page.locator("html").get_attribute("data-theme") == "dark"


def test_a_number_is_shown_for_a_reason_without_leaving_the_page(site, window):
    with window(site, width=DESK) as visit:
        visit.sign_in()
        visit.go("/staff?q=guwen {first}")
        visit.page.fill("#phone [name=reason]", "联系排班")
        visit.page.click("#phone button")
        visit.page.wait_for_selector("#phone :text('已记入审计日志')")
        assert re.search(r"1380000\d{4}", visit.page.locator("#phone").inner_text())
        assert visit.judge("revealed") == []


def test_an_empty_deployment_is_set_up_in_the_browser(empty_site, window):
    import pyotp

    address = empty_site.address
    link = re.search(r"http://\S+/set-up\?token=\S+", empty_site.log.read_text())
    assert link, empty_site.log.read_text()
    with window(empty_site, width=DESK) as visit:
        page = visit.page
        page.goto(address)
        assert page.url == f"{address}/set-up"
        found = visit.judge("set-up-token")
        page.fill("[name=token]", "guessed")
        visit.press(".door-main button[type=submit]")
        assert page.locator(".note-bad").count() == 1
        visit.wrong.clear()
        page.goto(link[0])
        found += visit.judge("set-up-group")
        filled = {"group_name": "云程汽车集团", "name": "程远", "login": "chengyuan"}
        for name, value in {**filled, "new": "a sentence of mine", "again": "a sentence of mine"}.items():
            page.fill(f"[name={name}]", value)
        visit.press(".door-main button[type=submit]")
        found += visit.judge("set-up-second-factor")
        page.fill("[name=code]", pyotp.TOTP(page.locator("#secret").inner_text()).now())
        visit.press(".door-main button[type=submit]")
        found += visit.judge("set-up-recovery-codes")
        visit.press("a.btn-primary")
        found += visit.judge("set-up-home")
        assert "初始设置" in page.locator("main").inner_text()
        page.goto(link[0])
        assert page.url != link[0], "the token is used up"
        for route, name in (("/imports", "imports-none"), ("/board", "board-no-stores")):
            visit.go(route)
            assert page.locator(".empty-state").count() == 1
            found += visit.both(name)
        visit.go("/stores/new")
        for name, value in {"code": "BH", "name": "北湖店"}.items():
            page.fill(f"[name={name}]", value)
        visit.press("main form button[type=submit]")
        visit.go("/board")
        assert "还没有体检结果" in page.locator("main").inner_text()
        found += visit.both("board-before-the-first-import")
    assert found == []


ORDERS = [
    "门店,工单号,车架号,车牌号,车主,手机号,进厂时间,维修类型,工单状态,结算金额,会员等级",
    "北湖店,{0}1,LSVAA4187{0}0000001,苏A·61K01,林晓,13800001111,2024-09-03 09:10:00,定期保养,已结算,860.00,金卡",
    "北湖店,{0}2,LSVAA4187{0}0000002,苏A·61K02,梅雪,13800002222,2024-09-04 14:25:00,一般维修,已结算,1320.50,银卡",
    "北湖店,{0}3,LSVAA4187{0}0000003,苏A·61K03,高远,13800003333,前天下午,定期保养,已结算,640.00,银卡",
    "南岸店,{0}4,LSVAA4187{0}0000004,苏A·61K04,严宁,13800004444,2024-09-05 10:40:00,定期保养,已结算,910.00,金卡",
    "会展店,{0}5,,苏A·61K05,方圆,13800005555,2024-09-05 16:00:00,事故维修,已结算,7200.00,",
]
"""A new store, a time nobody can read, an order without a car, a column nobody knows."""


@pytest.mark.parametrize(("width", "scheme", "mark"), [(DESK, "light", "A"), (PHONE, "dark", "B")])
def test_an_import_from_the_files_to_its_undoing(site, window, width, scheme, mark):
    content = "\n".join(ORDERS).format(mark)
    site.until("SELECT count(*) > 0 FROM feeds_analysis")
    with window(site, width=width, scheme=scheme) as visit:
        page = visit.page
        visit.sign_in()
        visit.go("/imports")
        file = {"name": f"九月工单{mark}.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.set_input_files("#files", file)
        found = visit.judge("imports")
        visit.press(".drop button[type=submit]")
        page.wait_for_selector(".questions", timeout=60_000)
        found += visit.judge("import-preview")
        page.click(".state-tabs a:has(.tag-bad)")
        page.wait_for_selector("td.why")
        assert "前天下午" in page.locator("#rows").inner_text()
        found += visit.judge("import-rejected-rows")
        visit.press("form:has(.questions) button[type=submit]")
        found += visit.judge("import-answered")
        with site.nobody_writes_visits():
            visit.press("form[action$='/confirm'] button")
            page.wait_for_selector("#progress :text('车主与进场记录')")
            found += visit.judge("import-progress")
        page.wait_for_selector("form[action$='/undo']")
        assert "南岸店" in page.goto(f"{site.address}/stores").text()
        page.go_back()
        found += visit.judge("import-done")
        visit.press("form[action$='/undo'] button")
        page.wait_for_selector(".tag:text('已撤销')", timeout=60_000)
        found += visit.judge("import-undone")
    assert found == []


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
@pytest.mark.parametrize(
    ("place", "login"), [("group", "jituan"), ("region", "quyu"), ("store", "dianzhang2")]
)
def test_the_board_and_the_lists_behind_it(site, window, width, scheme, place, login):
    site.until("SELECT count(*) > 0 FROM feeds_analysis")
    with window(site, width=width, scheme=scheme) as visit:
        page = visit.page
        visit.sign_in(login)
        visit.go("/board")
        found = visit.judge(f"board-{place}")
        visit.press(".vitals a.vital >> nth=0")
        found += visit.judge(f"board-list-{place}")
        page.click(".reveal summary >> nth=0")
        found += visit.judge(f"board-reveal-{place}")
        page.fill("[name=reason] >> nth=0", "回访预约保养")
        page.click(".reveal-box button >> nth=0")
        page.wait_for_selector("td[id^=phone] >> nth=0 >> :text-matches('^1[0-9]{10}$')")
        found += visit.judge(f"board-revealed-{place}")
        visit.go("/board")
        visit.press(".heat td a >> nth=0")
        found += visit.judge(f"board-cohort-{place}")
    assert found == []
