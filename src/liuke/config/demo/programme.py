"""The demo's loyalty programme: what can be sold and given from the first minute."""

from __future__ import annotations

import datetime as dt

from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, TopUpOffer

ITEMS = (("wash", "精致洗车", 5_000), ("oil", "机油机滤保养", 58_000), ("aircon", "空调系统清洗", 28_000))
CARDS = (
    ("洗车十次卡", 39_800, (("wash", 10),)),
    ("全年养护套餐", 138_000, (("oil", 2), ("wash", 6), ("aircon", 1))),
)
OFFERS = (
    ("充1000送100", 100_000, 10_000),
    ("充3000送500", 300_000, 50_000),
    ("充5000送1000", 500_000, 100_000),
)
COUPONS = (("baoyang-100", "保养满500减100", 10_000, 50_000), ("xinke-50", "新客满300减50", 5_000, 30_000))
VALID_DAYS = 365


def make_programme(*, at: dt.datetime) -> None:
    """Items, cards, offers and coupons."""
    stamp = {"changed_at": at, "changed_by": "system"}
    items = {
        code: ServiceItem.objects.create(code=code, name=name, list_fen=fen, **stamp)
        for code, name, fen in ITEMS
    }
    for name, fen, lines in CARDS:
        card = CardProduct.objects.create(name=name, price_fen=fen, valid_days=VALID_DAYS, **stamp)
        for code, uses in lines:
            CardLine.objects.create(card=card, item=items[code], uses=uses)
    for name, paid, bonus in OFFERS:
        TopUpOffer.objects.create(
            name=name, principal_fen=paid, bonus_fen=bonus, bonus_valid_days=VALID_DAYS, **stamp
        )
    for code, name, worth, least in COUPONS:
        CouponSeries.objects.create(
            code=code,
            name=name,
            kind="cash",
            value_fen=worth,
            threshold_fen=least,
            valid_days=90,
            transferable=True,
            most_per_owner=5,
            **stamp,
        )
