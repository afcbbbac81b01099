"""100,000 owners as people call them: names and plates as they are spread, instead of numbered ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from bench.feeds import make_stores, take_in
from bench.star_maker import AS_OF, make_records

CARS = int(os.environ.get("LIUKE_BENCH_CARS", "100000"))
WITH_LINES = 0.42
"""Of 9.5 orders a car: a million lines for 100,000 cars."""
FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰飞玉华红建文晓小海云志国春梅雪佳慧鑫宇浩欣"
    "怡子轩梓涵思远若曦嘉俊晨阳天泽博雅诗语安宁悦乐康永福瑞祥"
)

_NAMES = f"""
    UPDATE owners_owner AS o SET pinyin = '', name =
        substr('{FAMILY}', 1 + floor(length('{FAMILY}') * power(random(), 2.2))::int, 1)
        || substr('{GIVEN}', 1 + floor(length('{GIVEN}') * random())::int, 1)
        || CASE WHEN random() < 0.7
            THEN substr('{GIVEN}', 1 + floor(length('{GIVEN}') * random())::int, 1) ELSE '' END
"""
_PLATES = """
    UPDATE vehicles_vehicle SET plate = '沪' || substr('ABCDEFGHJ', 1 + floor(9 * power(random(), 2))::int, 1)
        || (SELECT string_agg(substr('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + floor(CASE WHEN random() < 0.75
            THEN 10 ELSE 34 END * random())::int, 1), '') FROM generate_series(1, 5) WHERE vin <> '')
"""


def fill(records: Path) -> tuple[str, dict[str, Any]]:
    """Takes records in as an import does, then names people and cars; how much there is, the stores."""
    from django.db import connection, transaction

    from liuke.org.models import Group
    from liuke.owners.actions.spell_names import spell_names
    from liuke.owners.models import Owner
    from liuke.vehicles.models import OrderLine, Vehicle, WorkOrder

    make_records(records, cars=CARS, with_lines=WITH_LINES)
    Group.objects.create(name="示例集团", demo=True, changed_at=f"{AS_OF} 00:00Z", changed_by="bench")
    stores = make_stores()
    take_in(records, stores)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.4)")
        cursor.execute(_NAMES)
        spell_names(cursor)
        cursor.execute(_PLATES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counts = ((Owner, "owners"), (Vehicle, "cars"), (WorkOrder, "orders"), (OrderLine, "lines"))
    return ", ".join(f"{model.objects.count():,} {word}" for model, word in counts), stores
