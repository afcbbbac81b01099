"""Django's settings, all of them from the environment (see liuke.config.environment)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from liuke.config.environment import read_environment

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).parents[1]

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "procrastinate.contrib.django",
    "liuke.audit",
    "liuke.outbox",
    "liuke.org",
    "liuke.owners",
    "liuke.vehicles",
    "liuke.search",
    "liuke.segments",
    "liuke.loyalty",
    "liuke.integrations.dms",
    "liuke.integrations.webhooks",
    "liuke.feeds",
    "liuke.web.shell",
    "liuke.web.console",
    "liuke.web.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "liuke.web.shell.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "liuke.web.shell.middleware.AccessMiddleware",
]
ROOT_URLCONF = "liuke.config.urls"
ASGI_APPLICATION = "liuke.config.asgi.application"


def _database(url: str | None) -> dict[str, Any]:
    """One connection string as Django wants it; nothing where no database has been set up yet."""
    if url is None:
        return {"ENGINE": "django.db.backends.dummy"}
    parts = conninfo_to_dict(url)
    place = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    named = {name: str(parts.pop(key, "") or "") for name, key in place.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {**parts, "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}

AUTH_USER_MODEL = "org.Staff"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SHELL = PACKAGE / "web" / "shell"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [SHELL / "templates", *(PACKAGE / "web" / one / "templates" for one in ("console", "api"))],
        "OPTIONS": {
            "environment": "liuke.web.shell.templating.environment",
            "context_processors": ["liuke.web.shell.context.shell"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "django"},
]
LIUKE_TEMPLATE_FILTERS = "liuke.web.console.audit.words.filters"
STATIC_URL = "/static/"
STATIC_ROOT = SHELL / "built"
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[A-Z0-9]{8}\.[a-z]+$"

LANGUAGE_CODE = "zh-hans" if ENVIRONMENT.language == "zh" else "en"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "liuke.web.shell.pages.csrf_failure"
SESSION_COOKIE_NAME = "liuke-session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 3600
CSRF_COOKIE_NAME = "liuke-csrf"
BEHIND_PROXY = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
WEBHOOK_NETWORKS = ENVIRONMENT.webhook_networks
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "liuke.outbox.failures.keep_failures"
