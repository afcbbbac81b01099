"""First set-up: only who reads the terminal, only once, and the right of a role is where the table says."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from django.utils import timezone


@pytest.fixture
def token(tx: object) -> str:
    from liuke.org.actions.set_up import issue_setup_token

    made = issue_setup_token(at=timezone.now())
    assert made is not None
    return made


def set_up(token: str) -> object:
    from liuke.org.actions.set_up import FirstAdministrator
    from liuke.org.actions.set_up import set_up as do

    who = FirstAdministrator("ChengYuan", "程远", "a sentence of mine")
    return do(token=token, group_name="云程", administrator=who, ip=None, at=timezone.now())


def test_the_first_administrator_may_do_everything_that_is_to_be_done(token):
    from liuke.org.queries import must_have_second_factor, scope_of
    from liuke.org.rules.roles import Permission

    made = set_up(token)
    scope = scope_of(made)
    assert made.login == "chengyuan"
    assert all(scope.may(permission) for permission in Permission)
    assert must_have_second_factor(made)


def test_a_guessed_token_is_refused(token):
    from liuke.org.actions.set_up import WrongToken
    from liuke.org.models import Group

    for guess in ("", "x" * 24, token[:-1], token.swapcase()):
        with pytest.raises(WrongToken):
            set_up(guess)
    assert not Group.objects.exists()


def test_the_same_token_is_good_once(token):
    from liuke.org.actions.set_up import SetUpAlready, issue_setup_token

    set_up(token)
    with pytest.raises(SetUpAlready):
        set_up(token)
    assert issue_setup_token(at=timezone.now()) is None


def test_a_new_start_makes_the_old_token_void(token):
    from liuke.org.actions.set_up import WrongToken, issue_setup_token

    fresh = issue_setup_token(at=timezone.now())
    with pytest.raises(WrongToken):
        set_up(token)
    assert set_up(fresh)


def test_a_demo_is_not_mixed_into_a_real_group(token):
    from liuke.config.demo.make_demo import NotADemo, make_demo
    from liuke.org.models import Store

    set_up(token)
    with pytest.raises(NotADemo):
        make_demo(at=timezone.now())
    assert not Store.objects.exists()


def test_a_demo_is_made_once(tx):
    from liuke.config.demo.cast import PEOPLE, STORES
    from liuke.config.demo.make_demo import make_demo
    from liuke.org.models import Bay, Staff, Store
    from liuke.org.rules.roles import Role

    assert make_demo(at=timezone.now())
    assert not make_demo(at=timezone.now())
    assert (Store.objects.count(), Staff.objects.count()) == (len(STORES), len(PEOPLE))
    assert Bay.objects.count() == sum(store.bays for store in STORES)
    assert {person.role for person in PEOPLE} == set(Role)
