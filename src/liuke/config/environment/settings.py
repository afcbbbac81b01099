"""Every setting, declared once: its name, what it means, its default, how its text is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from liuke.config.environment import values


@dataclass(frozen=True)
class Setting:
    """One environment variable. ``default`` is what an unset variable means, as text for people."""

    name: str
    zh: str
    en: str
    default: str
    read: Callable[[str], object]
    secret: bool = False


HOME = Setting(
    "LIUKE_HOME",
    "数据文件夹：内置数据库、密钥、上传的文件都在里面",
    "Data folder: the embedded database, the secret key and uploaded files are in it",
    "/var/lib/liuke (root), ~/.local/share/liuke",
    values.folder,
)
HOST = Setting(
    "LIUKE_HOST",
    "网页服务监听的地址；0.0.0.0 表示所有网卡",
    "Address the web server listens on; 0.0.0.0 means every network",
    "127.0.0.1",
    values.host,
)
PORT = Setting("LIUKE_PORT", "网页服务的端口", "Port of the web server", "8000", values.port)
DATABASE_URL = Setting(
    "LIUKE_DATABASE_URL",
    "自备 PostgreSQL（15 及以上）的地址，应用角色；不设置则使用内置数据库",
    "Address of your own PostgreSQL (15 or newer), application role; unset means the embedded one",
    "",
    values.database_url,
    secret=True,
)
DATABASE_ADMIN_URL = Setting(
    "LIUKE_DATABASE_ADMIN_URL",
    "同一数据库，所有者角色，仅用于升级表结构、备份和恢复；不设置则与应用角色相同",
    "The same database as its owner, for migrations, backup and restore; unset means the application role",
    "",
    values.database_url,
    secret=True,
)
SECRET_KEY = Setting(
    "LIUKE_SECRET_KEY",
    "签名密钥，至少 32 个字符；不设置则首次启动时生成，保存在数据文件夹的 secret-key 中",
    "Key for signatures, 32 characters or more; unset means one made on first use, in secret-key in the home",
    "",
    values.secret_key,
    secret=True,
)
DEBUG = Setting(
    "LIUKE_DEBUG", "开发模式，生产环境不要打开", "Development mode, never in production", "0", values.switch
)
ALLOWED_HOSTS = Setting(
    "LIUKE_ALLOWED_HOSTS",
    "允许访问的域名，逗号分隔；本机地址始终允许",
    "Host names the platform answers to, separated by commas; this machine's own are always allowed",
    "",
    values.names,
)
BEHIND_PROXY = Setting(
    "LIUKE_BEHIND_PROXY",
    "前面有带 TLS 的反向代理时设为 1：采信它的 X-Forwarded-For 和 X-Forwarded-Proto，cookie 只走 https",
    "1 behind a proxy with TLS: its X-Forwarded-For and -Proto are believed, cookies go over https only",
    "0",
    values.switch,
)
WEBHOOK_NETWORKS = Setting(
    "LIUKE_WEBHOOK_NETWORKS",
    "推送可以到达的公司内网网段，逗号分隔，如 10.20.0.0/16；内网地址可用 http",
    "Networks of your own house that webhooks may reach, by http as well, like 10.20.0.0/16",
    "",
    values.networks,
)
LANGUAGE = Setting("LIUKE_LANG", "默认语言：zh 或 en", "Default language: zh or en", "zh", values.language)
WEB_PROCESSES = Setting(
    "LIUKE_WEB_PROCESSES", "网页服务的进程数", "Number of web processes", "2", values.process_count
)

SETTINGS = (
    HOME,
    HOST,
    PORT,
    DATABASE_URL,
    DATABASE_ADMIN_URL,
    SECRET_KEY,
    DEBUG,
    ALLOWED_HOSTS,
    BEHIND_PROXY,
    WEBHOOK_NETWORKS,
    LANGUAGE,
    WEB_PROCESSES,
)
