"""Settings: what unset means, what is refused, what is kept."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from liuke.config.environment import SETTINGS, read_environment
from liuke.config.environment.read_environment import AdminWithoutApplication, BadSetting
from liuke.config.home.lock_home import HomeInUse, lock_home
from liuke.config.home.prepare_home import HomeNotWritable
from liuke.config.home.secret_key import kept_secret_key

LONG_KEY = "k" * 40


def test_everything_has_a_default(home: Path) -> None:
    read = read_environment({"LIUKE_HOME": str(home)})
    assert (read.host, read.port, read.debug, read.language, read.web_processes) == (
        "127.0.0.1",
        8000,
        False,
        "zh",
        2,
    )
    assert read.embedded
    assert read.database_url is None
    assert read.address == "http://127.0.0.1:8000"


def test_a_variable_set_to_nothing_counts_as_unset(home: Path) -> None:
    read = read_environment({"LIUKE_HOME": str(home), "LIUKE_PORT": "", "LIUKE_DATABASE_URL": " "})
    assert (read.port, read.embedded) == (8000, True)


def test_one_s_own_database_is_used_for_both_roles_unless_the_owner_is_named(home: Path) -> None:
    given = {"LIUKE_HOME": str(home), "LIUKE_DATABASE_URL": "postgresql://app:x@db/liuke"}
    assert read_environment(given).database_admin_url == "postgresql://app:x@db/liuke"
    both = read_environment({**given, "LIUKE_DATABASE_ADMIN_URL": "postgresql://own:x@db/liuke"})
    assert both.database_admin_url == "postgresql://own:x@db/liuke"
    assert not both.embedded


def test_half_a_database_is_refused(home: Path) -> None:
    with pytest.raises(AdminWithoutApplication):
        read_environment({"LIUKE_HOME": str(home), "LIUKE_DATABASE_ADMIN_URL": "postgresql://own@db/liuke"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LIUKE_HOME", "relative/folder"),
        ("LIUKE_HOST", "bad host"),
        ("LIUKE_PORT", "0"),
        ("LIUKE_PORT", "65536"),
        ("LIUKE_PORT", "八千"),
        ("LIUKE_DATABASE_URL", "mysql://db/liuke"),
        ("LIUKE_DATABASE_URL", "postgresql://db"),
        ("LIUKE_SECRET_KEY", "short"),
        ("LIUKE_DEBUG", "maybe"),
        ("LIUKE_ALLOWED_HOSTS", "good.cn, bad host"),
        ("LIUKE_LANG", "fr"),
        ("LIUKE_WEB_PROCESSES", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(home: Path, name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=name) as refused:
        read_environment({"LIUKE_HOME": str(home), name: text})
    secret = {setting.name: setting.secret for setting in SETTINGS}[name]
    assert (text in str(refused.value)) is not secret


def test_the_secret_key_is_made_once_also_when_many_ask_at_once(home: Path) -> None:
    found: list[str] = []
    asking = [threading.Thread(target=lambda: found.append(kept_secret_key(home))) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_a_given_secret_key_is_used_and_none_is_written(home: Path) -> None:
    assert read_environment({"LIUKE_HOME": str(home), "LIUKE_SECRET_KEY": LONG_KEY}).secret_key == LONG_KEY
    assert not home.exists()


def test_secrets_do_not_show_when_the_environment_is_printed(home: Path) -> None:
    read = read_environment(
        {
            "LIUKE_HOME": str(home),
            "LIUKE_SECRET_KEY": LONG_KEY,
            "LIUKE_DATABASE_URL": "postgresql://app:geheim@db/liuke",
        }
    )
    assert LONG_KEY not in repr(read)
    assert "geheim" not in repr(read)


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("")
    with pytest.raises(HomeNotWritable, match="LIUKE_HOME"):
        read_environment({"LIUKE_HOME": str(home)})


def test_a_home_is_run_by_one_process_and_free_when_that_ends(home: Path) -> None:
    home.mkdir()
    with lock_home(home) as first:
        assert not first.after_a_crash
        with pytest.raises(HomeInUse, match=str(home)), lock_home(home):
            pass
    with lock_home(home) as second:
        assert not second.after_a_crash
