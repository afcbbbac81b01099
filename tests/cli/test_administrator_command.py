"""``liuke administrator``: whoever has the machine lets an administrator in again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")

from django.contrib.auth.hashers import check_password
from django.utils import timezone

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OLD = "a sentence of mine"


@pytest.fixture
def command(own_tables: Any, home: Path) -> Run:
    def run(*arguments: str, lang: str = "zh") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "liuke", "administrator", *arguments],
            env={
                **os.environ,
                "LIUKE_HOME": str(home),
                "LIUKE_DATABASE_URL": own_tables.app_url,
                "LIUKE_LANG": lang,
                "COLUMNS": "200",
                "PYTHONUTF8": "1",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def people(own_tables: Any) -> dict[str, Any]:
    """程远 administers, with a second factor and signed in; 郭建平 manages the whole group."""
    from django.contrib.auth.hashers import make_password

    from liuke.org.models import RecoveryCode, RoleAssignment, SecondFactor, Staff, StaffSession

    at, made = timezone.now(), {}
    for login, name, role in (("chengyuan", "程远", "administrator"), ("guo", "郭建平", "group")):
        made[login] = Staff.objects.create(
            login=login, name=name, pinyin=login, initials=login[0], password=make_password(OLD),
            changed_at=at, changed_by="test",
        )  # fmt: skip
        RoleAssignment.objects.create(staff=made[login], role=role, level="group")
    lost = made["chengyuan"]
    SecondFactor.objects.create(staff=lost, sealed_secret="sealed", confirmed_at=at)
    RecoveryCode.objects.create(staff=lost, code_hash="0" * 64)
    StaffSession.objects.create(staff=lost, started_at=at, seen_at=at, proved_at=at)
    return made


def test_it_lists_the_administrators_only(command, people) -> None:
    done = command()
    assert done.returncode == 0, done.stderr
    assert re.search(r"chengyuan\s+程远\s+是", done.stdout)
    assert "guo" not in done.stdout


def test_password_and_second_factor_are_given_anew_and_the_trail_says_so(command, people) -> None:
    from liuke.audit.models import AuditEntry
    from liuke.org.models import SecondFactor, Staff, StaffSession

    done = command("ChengYuan", "--password", "--second-factor")
    assert done.returncode == 0, done.stderr
    given = re.search(r"^  ([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})$", done.stdout, re.MULTILINE)
    assert given
    member = Staff.objects.get(login="chengyuan")
    assert check_password(given[1], member.password)
    assert member.must_change_password
    assert not SecondFactor.objects.exists()
    assert not member.recovery_codes.exists()
    assert not StaffSession.objects.filter(ended_at=None).exists()
    kept = AuditEntry.objects.values_list("verb", "actor_name", "object_name")
    assert set(kept) == {
        ("password.reset", "command line", "程远"),
        ("second_factor.reset", "command line", "程远"),
    }
    assert check_password(OLD, Staff.objects.get(login="guo").password), "nobody else's"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("guo", "--password"), "“guo”不是系统管理员的账号。现有系统管理员：chengyuan。"),
        (("nobody", "--password"), "“nobody”不是系统管理员的账号"),
        (("chengyuan",), "--password"),
        (("--password",), "chengyuan"),
    ],
    ids=["somebody else's account", "nobody's account", "nothing lost", "for nobody"],
)
def test_what_is_unclear_is_refused_and_changes_nothing(command, people, arguments, said) -> None:
    from liuke.audit.models import AuditEntry
    from liuke.org.models import Staff

    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not AuditEntry.objects.exists()
    assert all(check_password(OLD, one.password) for one in Staff.objects.all())


def test_an_empty_deployment_has_nobody_to_let_in(command, home: Path) -> None:
    assert "尚未设置" in command().stderr
    fresh = subprocess.run(
        [sys.executable, "-m", "liuke", "administrator"],
        env={**os.environ, "LIUKE_HOME": str(home / "other"), "LIUKE_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fresh.returncode == 2
    assert "Nothing is set up here yet" in fresh.stderr
    assert not (home / "other" / "postgres").exists(), "and no database is made for that"
