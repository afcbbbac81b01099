"""What is wrong with a field is told by its name and in the language of the house, whatever kind of fault it is."""

from __future__ import annotations

import json
import re

import pytest
from tests.web.api.value import one_line_bill, wechat

GIFT = {"value": "points", "amount": 1, "reason": "茶"}
CASES = {
    "missing": ("gifts", {"value": "points"}, "amount", "缺少此项"),
    "extra_forbidden": ("gifts", {**GIFT, "gold": 1}, "gold", "不是此请求的字段"),
    "int_type": ("gifts", {**GIFT, "amount": "10"}, "amount", "须为整数"),
    "int_from_float": ("holds", {"value": "stored", "amount": 1, "minutes": 1.5}, "minutes", "须为整数"),
    "int_parsing": ("holds", {"value": "stored", "amount": 1, "minutes": "x"}, "minutes", "须为整数"),
    "greater_than_equal": ("gifts", {**GIFT, "amount": 0}, "amount", "不能小于1"),
    "less_than_equal": ("gifts", {**GIFT, "amount": 10**12}, "amount", "不能大于100,000,000,000"),
    "string_type": ("freezes", {"reason": 5}, "reason", "须为文本"),
    "string_too_long": ("freezes", {"reason": "长" * 501}, "reason", "最多500个字符"),
    "string_pattern_mismatch": ("coupons", {"series": "A B"}, "series", "格式须符合"),
    "literal_error": ("gifts", {**GIFT, "value": "gold"}, "value", "只能是以下之一：points, bonus, visits"),
    "uuid_parsing": ("transfers", {**GIFT, "to_owner_id": "x"}, "to_owner_id", "须为编号"),
    "date_from_datetime_parsing": ("gifts", {**GIFT, "expires_on": "soon"}, "expires_on", "须为日期"),
    "bool_parsing": ("gifts", {**GIFT, "ask_approval": "maybe"}, "ask_approval", "须为 true 或 false"),
    "too_short": ("bills", {"number": "X", "lines": []}, "lines", "至少1项"),
    "too_long": ("bills", {**one_line_bill(), "coupons": ["tea"] * 21}, "coupons", "最多20项"),
    "list_type": ("bills", {"number": "X", "lines": 5}, "lines", "须为列表"),
    "model_type": ("top-ups", {"paid": 5}, "paid", "须为对象"),
    "control_character": ("top-ups", {"paid": {**wechat(1), "method": "a\x01"}}, "paid.method", "控制字符"),
}


@pytest.fixture
def asking(program, real):
    return program(), f"/owners/{real['owner_id']}", {"store_id": str(real["store_id"])}


@pytest.mark.parametrize("code", CASES)
def test_a_fault_names_its_field_and_says_what_it_must_be(asking, code):
    program, owner, at = asking
    where, body, field, said = CASES[code]
    answer = program.ask("POST", f"{owner}/{where}", json.dumps({**at, **body}))
    told = answer.json()
    [fault] = [one for one in told["errors"] if one["place"].endswith(field)]
    assert (answer.status_code, told["code"], fault["code"].removesuffix("_attributes")) == (
        422,
        "unreadable",
        code if code != "model_type" else fault["code"],
    )
    assert said in fault["message"]
    assert f"“{told['errors'][0]['place'].partition('.')[2].partition('.')[2]}”" in told["detail"]
    assert told["errors"][0]["message"] in told["detail"]
    assert not re.search("[A-Za-z]{3,} [a-z]{2,} ", told["detail"])


def test_in_english_it_is_english(asking):
    program, owner, at = asking
    body = json.dumps({**at, **GIFT, "amount": 0})
    program.client.cookies["liuke-language"] = "en"
    told = program.ask("POST", f"{owner}/gifts", body).json()
    assert told["errors"][0]["message"] == "must be 1 or more"
    assert "“amount”: must be 1 or more" in told["detail"]


@pytest.mark.parametrize("body", ["", "{", "[1", "\xff"])
def test_a_body_that_is_none_is_told_as_that(asking, body):
    program, owner, _ = asking
    answer = program.ask("POST", f"{owner}/gifts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")
    assert "请求无法识别。" in answer.json()["detail"]


def test_a_query_names_its_field(asking):
    told = asking[0].get("/owners?limit=0").json()
    assert "“limit”：不能小于1" in told["detail"]
