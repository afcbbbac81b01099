"""The vocabularies: what dealers write in columns of words, and what it means here.

Every entry is a pattern searched in the cell (lower case, narrow, simplified, without spaces); the first that matches wins,
except for visit kinds, where every match counts because a visit can be of several kinds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from liuke.values.simplified import simplified
from liuke.values.text import half_width
from liuke.values.visit_kind import mask_of

_ORDER_STATUS = (
    # a settlement that was undone is open again, whatever it is called
    (
        "open",
        "反(结|关|审|收)|弃审|(取消|撤销|撤回|撤)(结算|结账|结帐|结清|收款|关单|完工|竣工|审核)|重新打开|reopen",
    ),
    (
        "cancelled",
        "取消|作废|撤销|撤回|撤单|废单|退单|销单|红冲|冲红|冲销|红字|无效|终止|删除|已删|cancel|void|abort|deleted|revers",
    ),
    ("settled", "已(结算|结账|结帐|结清|结案|结单|完结|关单|关闭|归档)|挂账|挂帐|月结"),
    # the work is done, the money not in yet or the car not fetched
    (
        "finished",
        "(未|待)(支?付|收[款费银]|缴|开票|交车|交付|出厂|离厂|离店|取车|提车)|欠款|欠费|赊|部分(结|收|付)|(质检|终检|总检)(合格|通过|完)"
        "|(施工|作业|维修|修理)(完|结束)|unpaid|not_?paid|(await\\w*|due)_?payment|payment_?(due|pending)",
    ),
    (
        "open",
        "待|未(结|完|关|审|开工|派|提交|修|处理|确认)|预(结|收|付|约|检)|中$|在修|在厂|施工|派工|作业|进行|质检|终检|等|开单|接车|挂单|登记|新建|新增|草稿|暂存"
        "|报价|估价|领料|备料|缺料|停工|暂停|返工|open|progress|waiting|pending|hold|draft|^new|estimate|wip|un(settled|closed)|not_?(settled|closed)",
    ),
    ("finished", "完工|竣工|修竣|修完|finish"),
    (
        "settled",
        "结算|结账|结帐|结清|结案|结单|已结|关单|关闭|已关|完成|完结|结束|已交|交车|出厂|离厂|离店|取车|提车|收款|收银|付清|已付|已收|开票"
        "|正常|有效|归档|settle|close|invoice|paid|complete|deliver|done",
    ),
)
_APPOINTMENT_STATUS = (
    (
        "cancelled_by_store",
        "(门店|本店|店内|店方|我方|商家|网点|经销商|服务站)(主动)?(已)?取消|取消.{0,2}(门店|店方)|cancel\\w*_?by_?(store|dealer|us|shop)",
    ),
    (
        "cancelled_by_owner",
        "(客户|车主|用户|顾客)(主动|自行|已)?取消|取消.{0,2}(客户|车主)|cancel\\w*_?by_?(owner|customer|client)",
    ),
    ("no_show", "爽约|失约|未到|未来|没到|没来|未履约|逾期|过期|no_?-?show|missed|absent"),
    ("cancelled", "取消|作废|撤销|cancel|void"),
    (
        "kept",
        "已到|到店|到厂|已来|履约|完成|完工|已进|进厂|进店|接车|已开单|已转|准时|迟到|结算|^是$|^y$|^yes$|kept|arrived|show|complete|done|finish|attend",
    ),
    ("no_show", "^否$|^no$|^n$"),
    ("open", "待|已预约|预约成功|已确认|确认|新建|booked|confirmed|open|pending|scheduled"),
)
_COMPLAINT_STATUS = (
    (
        "open",
        "未解决|未处理|未结|待|处理中|跟进|进行|受理|不满意|^否$|^no$|^n$|^0$|open|pending|progress|unsolved|unresolved",
    ),
    ("withdrawn", "撤诉|撤销|撤回|取消|作废|withdraw|cancel"),
    (
        "solved",
        "解决|结案|已结|完成|办结|关闭|已处理|处理完|回复|满意|^是$|^yes$|^y$|^1$|solved|resolved|closed|done|complete",
    ),
)
_LINE_TYPE = (
    ("package", "套餐|套装|package|menu|bundle"),
    ("part", "配件|零件|备件|材料|物料|part|material|^p$|p002"),
    ("labour", "工时|人工|工费|工项|labour|labor|^l$|service|p001|p010"),
)
_PAYER = (
    ("warranty", "索赔|三包|保修|质保|厂家|厂商|主机厂|召回|保内|warranty|oem|manufacturer|recall"),
    ("insurer", "保险|理赔|事故险|insur"),
    ("internal", "内部|内结|内转|内修|(本店|店内)(?!会员|储值|客户)|internal|in-?house"),
    (
        "owner",
        "自费|自付|客户|车主|客付|现金|刷卡|微信|支付宝|普通|一般|正常|会员|储值|customer|owner|retail|cash|self",
    ),
)
_OF_LOOKS = ("漆面", "皮革", "真皮", "座椅", "内饰", "外观", "车身", "玻璃", "轮毂")
_BEAUTY = f"({'|'.join(_OF_LOOKS)})(保养|养护|维护)"
_NOT_OF_LOOKS = "".join(f"(?<!{what})" for what in _OF_LOOKS)
_CARE = f"{_NOT_OF_LOOKS}(保养|(?<!美容)养护(?!美容)|(?<!美容)(?<!客户)(?<!系统)(?<!设备)(?<!关系)维护)"
"""保养, which the national standard calls 维护; of the paint or the leather it is detailing."""

_VISIT_KINDS = (
    (
        "maintenance",
        f"{_CARE}|首保|二保|三保|小保|大保|定保|强保|[ab]保(?!险|修)|换油|换机油|maintenance|maintain|paid_?service|free_?service|periodic|scheduled_?service|pms?$|oil_?change",
    ),
    ("accident", "事故|钣喷|钣金|钣烤|喷漆|烤漆|碰撞|保险维修|理赔|定损|accident|body|collision|paint"),
    ("warranty", "索赔|三包|保修|质保|召回|厂家活动|技术升级|保内|warranty|recall|campaign|goodwill"),
    ("inspection", "年检|年审|验车|续保|保险续|代审|审车|inspection|renewal|insurance"),
    (
        "accessory",
        f"精品|美容|加装|改装|装潢|贴膜|洗车|内饰清洗|打蜡|镀晶|精洗|{_BEAUTY}|accessor|detailing|value_?added|vas|wash",
    ),
    (
        "repair",
        "维修|检修|机修|机电|小修|大修|返修|返工|故障|修理|快修|一般修|电器|电路|总成|轮胎|四轮|更换|检查|检测|诊断|repair|running|mechanical|breakdown|fix",
    ),
)
_ITEM_KINDS = (
    (
        "maintenance",
        f"{_NOT_OF_LOOKS}保养|(一级|二级|日常|定期|首次|常规|例行|车辆|整车|走合|换季)[维养]护|^[维养]护$|首保|二保|三保|机油|机滤|三滤|换油|oil_?(filter|change)|engine_?oil|paid_?service|free_?service|maintenance",
    ),
    ("accident", "钣金|喷漆|事故|整形|补漆"),
    ("warranty", "索赔|三包|召回|warranty|recall"),
    ("inspection", "年检|年审|续保|代审"),
    ("accessory", f"精品|美容|加装|贴膜|打蜡|镀晶|精洗|洗车|内饰清洁|{_BEAUTY}|detailing|accessor|wash"),
)
_VOCABULARIES: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    name: tuple((value, re.compile(pattern)) for value, pattern in entries)
    for name, entries in {
        "order_status": _ORDER_STATUS,
        "appointment_status": _APPOINTMENT_STATUS,
        "complaint_status": _COMPLAINT_STATUS,
        "line_type": _LINE_TYPE,
        "payer": _PAYER,
        "visit_kind": _VISIT_KINDS,
        "item_kind": _ITEM_KINDS,
    }.items()
}
_CARED_FOR = re.compile(_CARE)
_NO_KIND = re.compile("pdi|新车|交车|整备|内部|自用|试驾|救援$|其他|其它|other")
_SATISFACTION = {
    "非常满意": 5, "很满意": 5, "十分满意": 5, "满意": 4, "比较满意": 4, "较满意": 4, "基本满意": 4, "一般": 3,
    "不满意": 2, "较不满意": 2, "不太满意": 2, "非常不满意": 1, "很不满意": 1,
    "verysatisfied": 5, "satisfied": 4, "neutral": 3, "dissatisfied": 2, "verydissatisfied": 1,
}  # fmt: skip
_NO = frozenset(
    {"否", "无", "0", "no", "n", "false", "未预约", "非预约", "不是", "没有", "walk-in", "walkin", "×", "f"}
)


def plain(word: str) -> str:
    """A word in the form the vocabularies are written in.

    >>> plain(" 已 结算 "), plain("維修中")
    ('已结算', '维修中')
    """
    return simplified(re.sub(r"\s+", "", half_width(word)).lower())


@lru_cache(maxsize=65_536)
def meaning(vocabulary: str, word: str) -> str | None:
    """What a word of a column means, or None when the vocabulary does not know it.

    >>> meaning("order_status", "已结算"), meaning("appointment_status", "门店取消"), meaning("payer", "?")
    ('settled', 'cancelled_by_store', None)
    """
    text = plain(word)
    for value, pattern in _VOCABULARIES[vocabulary]:
        if pattern.search(text):
            return value
    return None


@lru_cache(maxsize=65_536)
def visit_kinds(word: str) -> int | None:
    """The mask of visit kinds a type word names; 0 for work that is no customer visit kind, None if unknown.

    >>> visit_kinds("保养+索赔"), visit_kinds("PDI检查"), visit_kinds("甲类")
    (9, 0, None)
    """
    text = plain(word)
    if _NO_KIND.search(text) and not _CARED_FOR.search(text):
        return 0
    found = [value for value, pattern in _VOCABULARIES["visit_kind"] if pattern.search(text)]
    if "repair" in found and len(found) > 1 and not re.search("[+、,，;；/&和及]", text):
        found.remove("repair")
    return mask_of(found) if found else None


def knows(vocabulary: str, word: str) -> bool:
    """Whether a word of a column can be understood.

    >>> knows("visit_kind", "PDI检查"), knows("line_type", "保养")
    (True, False)
    """
    return (visit_kinds(word) if vocabulary == "visit_kind" else meaning(vocabulary, word)) is not None


@lru_cache(maxsize=65_536)
def item_kinds(item: str) -> int:
    """The mask of visit kinds an item name gives away; 0 when it could belong to any.

    >>> item_kinds("更换机油机滤"), item_kinds("前刹车片")
    (1, 0)
    """
    text = plain(item)
    return mask_of(value for value, pattern in _VOCABULARIES["item_kind"] if pattern.search(text))


def satisfaction_of(word: str) -> int | None:
    """1 to 5 for an answer in words.

    >>> satisfaction_of("非常满意"), satisfaction_of("ok")
    (5, None)
    """
    return _SATISFACTION.get(plain(word))


def is_yes(word: str) -> bool:
    """Whether a yes/no cell says yes; a number or text other than a "no" (an appointment number) is a yes.

    >>> is_yes("是"), is_yes("YY20240101"), is_yes("否")
    (True, True, False)
    """
    return plain(word) not in _NO
