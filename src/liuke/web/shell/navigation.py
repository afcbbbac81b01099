"""The menu: what there is, and who sees it. A screen appears as soon as its address exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from liuke.loyalty.queries import decisions_waiting
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.web.shell.templating import address_if_there
from liuke.web.shell.wording import N_, t


@dataclass(frozen=True)
class Entry:
    """One screen: the name of its address, its words, its picture, the right it needs."""

    view: str
    title: str
    icon: str
    permission: Permission | None = None
    words: str = ""
    """More words by which it is found."""
    waiting: Callable[[Scope], int] | None = None
    """How much of it waits for somebody: one cheap query, asked when the menu is drawn."""


@dataclass(frozen=True)
class Shown:
    """An entry as one person sees it."""

    address: str
    title: str
    icon: str
    here: bool
    waiting: Callable[[], int]


P = Permission
MENU: Sequence[tuple[str, Sequence[Entry]]] = (
    ("", (Entry("home", N_("Home"), "home", words="首页 home shouye"),)),
    (
        N_("Customers"),
        (
            Entry("desk", N_("Desk"), "cash-register", P.SEE_BALANCES, "收银台 储值 结算 desk till"),
            Entry(
                "proposals",
                N_("Approvals"),
                "checks",
                P.APPROVE_VALUE,
                "审批 待审批 approval shenpi",
                waiting=decisions_waiting,
            ),
            Entry("owners", N_("Owners"), "user-heart", P.SEE_OWNERS, "客户 车主 owner customer kehu chezhu"),
            Entry("vehicles", N_("Vehicles"), "car", P.SEE_VEHICLES, "车辆 车牌 车架号 vehicle car cheliang"),
            Entry(
                "segments",
                N_("Segments"),
                "users-group",
                P.SEE_SEGMENTS,
                "客群 分群 segment kequn",
            ),
            Entry("tags", N_("Tags"), "tags", P.SEE_SEGMENTS, "标签 tag biaoqian"),
            Entry(
                "programme",
                N_("Programme"),
                "gift-card",
                P.SEE_BALANCES,
                "会员方案 次卡 优惠券 充值活动 积分 programme coupon huiyuan fangan",
            ),
            Entry("privacy", N_("Privacy desk"), "shield-lock", P.HANDLE_PRIVACY, "隐私 privacy yinsi"),
            Entry("interests", N_("Interests"), "heart", P.CHANGE_GROUP, "兴趣 interest xingqu"),
            Entry(
                "models",
                N_("Models and plans"),
                "list-details",
                P.CHANGE_CATALOGUE,
                "车型 保养计划 model plan chexing",
            ),
        ),
    ),
    (
        N_("Figures"),
        (
            Entry(
                "board", N_("Check-up"), "activity-heartbeat", P.SEE_BOARD, "体检 看板 board tijian kanban"
            ),
            Entry("imports", N_("Import"), "file-import", P.IMPORT, "导入 import daoru DMS"),
        ),
    ),
    (
        N_("Finance"),
        (
            Entry(
                "liability",
                N_("Deferred revenue"),
                "report-money",
                P.SEE_FINANCE,
                "预收负债 沉睡 财务 liability yushou fuzhai caiwu",
            ),
            Entry(
                "dues",
                N_("Between stores"),
                "arrows-exchange",
                P.SEE_FINANCE,
                "店间结算 往来 dues dianjian jiesuan",
            ),
            Entry(
                "prepaid",
                N_("Prepaid cards"),
                "scale",
                P.SEE_FINANCE,
                "预付卡 合规 存管 季度报表 prepaid escrow yufuka heguan cunguan",
            ),
            Entry(
                "vouchers",
                N_("Vouchers and closing"),
                "file-spreadsheet",
                P.SEE_FINANCE,
                "凭证 关账 voucher pingzheng guanzhang",
            ),
            Entry(
                "openings",
                N_("Opening balances"),
                "database-import",
                P.SEE_FINANCE,
                "期初余额 导入 opening qichu yue",
            ),
        ),
    ),
    (
        N_("Organisation"),
        (
            Entry("stores", N_("Stores"), "building-store", P.SEE_STORES, "门店 工位 store bay mendian"),
            Entry("regions", N_("Regions"), "map-2", P.CHANGE_GROUP, "区域 大区 region quyu"),
            Entry(
                "custom_fields",
                N_("Fields and labels"),
                "forms",
                P.CHANGE_GROUP,
                "自定义字段 标签 field label ziduan",
            ),
            Entry("staff", N_("Staff and roles"), "users", P.SEE_STAFF, "员工 角色 staff role yuangong"),
        ),
    ),
    (
        N_("System"),
        (
            Entry("audit", N_("Audit trail"), "history", P.SEE_AUDIT, "审计 日志 audit shenji rizhi"),
            Entry("jobs", N_("Jobs"), "stack-2", P.SEE_JOBS, "后台任务 作业 job renwu"),
            Entry("api_keys", N_("API keys"), "key", P.MANAGE_KEYS, "接口 密钥 api key jiekou miyao"),
            Entry("webhooks", N_("Webhooks"), "webhook", P.MANAGE_KEYS, "推送 订阅 webhook tuisong"),
        ),
    ),
)


def menu_for(scope: Scope, path: str) -> list[tuple[str, list[Shown]]]:
    """The groups of entries somebody sees; groups without any are left out. Of two addresses that fit, the
    longer one is where they are."""
    found = [address for _, address in entries_for(scope) if _leads(address, path)]
    here = max(found, key=len, default="")
    groups = [
        (t(title), [shown for e in entries if (shown := _shown(e, scope, here))]) for title, entries in MENU
    ]
    return [(title, entries) for title, entries in groups if entries]


def entries_for(scope: Scope) -> list[tuple[Entry, str]]:
    """Every entry somebody sees, with its address."""
    return [
        (entry, address)
        for _, entries in MENU
        for entry in entries
        if (address := address_if_there(entry.view)) and _may(entry, scope)
    ]


def _may(entry: Entry, scope: Scope) -> bool:
    return entry.permission is None or scope.may_somewhere(entry.permission)


def _leads(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address}/"))


def _shown(entry: Entry, scope: Scope, here: str) -> Shown | None:
    address = address_if_there(entry.view)
    if address is None or not _may(entry, scope):
        return None
    waiting = cache(partial(entry.waiting, scope)) if entry.waiting else int
    return Shown(address, t(entry.title), entry.icon, address == here, waiting)
