"""A webhook in the browser: made, its secret copied, tried, paused; at a desk and on a phone."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (360, "light"), (1280, "dark"), (360, "dark")]
)
def test_a_webhook_from_its_making_to_its_pause(site, window, width, scheme):
    with window(site, width=width, scheme=scheme) as visit:
        visit.sign_in()
        page, found = visit.page, []
        page.goto(f"{site.address}/webhooks/new")
        page.fill("[name=name]", "配件供应系统")
        page.fill("[name=address]", "https://10.1.2.3/liuke")
        page.check("[value='owner.changed']")
        visit.press("form.panel button[type=submit]")
        assert "可从公网访问" in page.locator(".errorlist").inner_text()
        assert [one for one in visit.wrong if "422" not in one] == []
        visit.wrong.clear()
        found += visit.judge("webhook-refused")
        page.fill("[name=address]", "https://parts.example.invalid/liuke")
        visit.press("form.panel button[type=submit]")
        assert page.locator("#token").inner_text().startswith("whs_")
        found += visit.judge("webhook-made")
        visit.press(".form-foot a.btn-primary")
        found += visit.judge("webhook")
        visit.press("form[action$='/test'] button")
        site.until("SELECT bool_and(state <> 'waiting') FROM webhooks_delivery")
        page.reload()
        assert "域名无法解析" in page.locator("main").inner_text()
        found += visit.judge("webhook-message")
        page.goto(f"{site.address}/webhooks")
        page.click("a.row-link >> nth=0")
        visit.press("form[action$='/pause'] button")
        found += visit.judge("webhook-paused")
        page.goto(f"{site.address}/")
        assert "推送已暂停" in page.locator("main").inner_text()
        page.goto(f"{site.address}/webhooks")
        found += visit.judge("webhooks-some")
    assert found == []
