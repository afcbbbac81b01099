"""The words by which a row says that it adds up other rows: 合计, 3月合计, 张三小计, 平均."""

from __future__ import annotations

import re

_OPENED = r"[\s【\[(（<《〔「*※#-]*"
_CLOSED = r"[\s】\])）>》〕」*※#-]*"
_WORD = (
    r"(?:[总總]?\s*[合总總小累共]\s*[计計]|[总總]?\s*[汇匯彙]\s*[总總]|[总總]?\s*平\s*均\s*[值数數]?|均值)"
)
_COUNTED = r"[金数數][额額量]|[台条條笔筆车車人次行][次数數]|人民[币幣]|大[写寫]"
_TOTAL = r"(?:sub[\s-]?|grand\s|overall\s)?totals?|average|avg\.?"
_AFTER = r"$|[:：=＝(（\[【,，、/\d.¥￥]"
_BARE = re.compile(
    rf"{_OPENED}(?:"
    rf"(?:本页|本頁|本月|本店|全部)?{_WORD}(?:{_COUNTED}|每[台单單车車次])?{_CLOSED}(?:{_AFTER}|\s)"
    rf"|(?:{_TOTAL})(?:\s(?:amount|count|number|orders|rows|records|of|for)\b|{_CLOSED}(?:{_AFTER})))",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    rf"{_OPENED}[^:：]{{1,24}}?(?:{_WORD}(?:{_COUNTED})?|\s(?:{_TOTAL}))"
    rf"{_CLOSED}(?:[(（\[【][^)）\]】]*[)）\]】]\s*)?(?:[:：=＝].*)?",
    re.IGNORECASE | re.DOTALL,
)
_PERHAPS = re.compile("[计計总總均]|otal|verage|avg", re.IGNORECASE)


def is_total(label: str) -> bool:
    """Whether a text is a bare word for totals, alone or with an amount behind it.

    >>> is_total("【合计】"), is_total("总计：30台次"), is_total("合计科技有限公司"), is_total("3月合计")
    (True, True, False, False)
    """
    return bool(_PERHAPS.search(label) and _BARE.match(label))


def is_total_of_something(label: str) -> bool:
    """Whether a text ends in a word for totals and says before it what was added up.

    >>> is_total_of_something("3月上旬合计"), is_total_of_something("套餐小计费")
    (True, False)
    """
    return bool(_PERHAPS.search(label) and _QUALIFIED.fullmatch(label))


def is_any_total(label: str) -> bool:
    """Whether a text is either: ``is_total`` or ``is_total_of_something``.

    >>> is_any_total("合计"), is_any_total("3月合计"), is_any_total("RO1")
    (True, True, False)
    """
    return bool(_PERHAPS.search(label) and (_BARE.match(label) or _QUALIFIED.fullmatch(label)))
