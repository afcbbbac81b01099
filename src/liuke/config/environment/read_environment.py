"""Reads the environment once, judges it, and completes what it leaves open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from liuke.config.embedded_postgres.cluster import ADMIN, APP, Cluster
from liuke.config.environment import settings
from liuke.config.environment.environment import Environment
from liuke.config.environment.settings import Setting
from liuke.config.home.prepare_home import HomeNotWritable
from liuke.config.home.secret_key import kept_secret_key
from liuke.values.refusal import Refusal

ROOT_HOME = Path("/var/lib/liuke")


class BadSetting(Refusal):
    code = "bad_setting"
    sentence = "%(name)s is set to “%(value)s”, which cannot be used: %(meaning)s. Correct it or unset it."


class AdminWithoutApplication(Refusal):
    code = "admin_without_application"
    sentence = (
        "LIUKE_DATABASE_ADMIN_URL is set, but LIUKE_DATABASE_URL is not. Set both for your own PostgreSQL, "
        "or neither for the embedded one."
    )


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The settings of this process; ``variables`` stand for the process's own environment.

    A variable that is set but empty counts as unset. Creates the secret key on first use. Raises BadSetting
    for a value that cannot be used, AdminWithoutApplication for half a database.
    """
    texts = os.environ if variables is None else variables
    home = value_of(settings.HOME, texts) or default_home()
    url, admin = value_of(settings.DATABASE_URL, texts), value_of(settings.DATABASE_ADMIN_URL, texts)
    if admin and not url:
        raise AdminWithoutApplication()
    embedded = url is None
    if embedded:
        url, admin = _into_the_cluster(home)
    return Environment(
        home=home,
        host=value_of(settings.HOST, texts),
        port=value_of(settings.PORT, texts),
        embedded=embedded,
        database_url=url,
        database_admin_url=admin or url,
        secret_key=value_of(settings.SECRET_KEY, texts) or kept_secret_key(home),
        debug=value_of(settings.DEBUG, texts),
        allowed_hosts=value_of(settings.ALLOWED_HOSTS, texts) or (),
        behind_proxy=value_of(settings.BEHIND_PROXY, texts),
        webhook_networks=value_of(settings.WEBHOOK_NETWORKS, texts) or (),
        language=value_of(settings.LANGUAGE, texts),
        web_processes=value_of(settings.WEB_PROCESSES, texts),
    )


def value_of(setting: Setting, variables: Mapping[str, str] | None = None) -> Any:
    """A setting's value, its default's where it is unset; None where the default is worked out elsewhere."""
    texts = os.environ if variables is None else variables
    text = texts.get(setting.name, "").strip()
    if not text:
        if setting is settings.HOME or not setting.default:
            return None
        text = setting.default
    try:
        return setting.read(text)
    except ValueError:
        shown = "***" if setting.secret else text
        raise BadSetting(name=setting.name, value=shown, meaning=setting.en) from None


def given(setting: Setting) -> str:
    """The text a setting has in this process's environment; empty when it is unset."""
    return os.environ.get(setting.name, "").strip()


def default_home() -> Path:
    """Where data is kept when nobody says: the system's place for root, the user's own otherwise."""
    return ROOT_HOME if os.geteuid() == 0 else Path.home() / ".local/share/liuke"


def _into_the_cluster(home: Path) -> tuple[str | None, str | None]:
    cluster = Cluster(home=home)
    try:
        if not cluster.password_file.exists():
            return None, None
        return cluster.url(role=APP), cluster.url(role=ADMIN)
    except OSError as error:
        raise HomeNotWritable(home=home, why=error.strerror or str(error)) from None
