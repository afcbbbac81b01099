"""Django's settings, all of them from the environment (see liuke.config.environment)."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from liuke.config.environment import read_environment

ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "liuke.audit",
    "liuke.org",
    "liuke.owners",
    "liuke.vehicles",
    "liuke.integrations.dms",
    "liuke.feeds",
]
AUTH_USER_MODEL = "org.Staff"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
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
        "OPTIONS": parts,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}

LANGUAGE_CODE = "zh-hans" if ENVIRONMENT.language == "zh" else "en"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
