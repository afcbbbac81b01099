"""What a coupon is worth and how much there is of something, as people say it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from liuke.loyalty.models import CouponSeries
from liuke.web.console.desk.words import amount, uses, worth


@pytest.mark.parametrize(
    ("percent", "said"), [(15, "打八五折"), (10, "打九折"), (30, "打七折"), (99, "打零点一折")]
)
def test_a_discount_says_what_is_left_to_pay(percent, said):
    series = CouponSeries(kind="discount", percent_off=percent, value_fen=30_000)
    with override("zh-hans"):
        assert worth(series) == f"{said}，最多减300元"
    with override("en"):
        assert worth(series).startswith(f"{percent} % off")


def test_one_of_something_is_one_in_english():
    with override("en"):
        assert (amount("points", 1), amount("points", 1_200)) == ("1 point", "1,200 points")
        assert (amount("coupon:tea", 1), amount("visits:wash", 1), uses(1)) == ("1 coupon", "1 time", "1 use")
    with override("zh-hans"):
        assert (amount("points", 1), uses(1)) == ("1积分", "次卡1次")
