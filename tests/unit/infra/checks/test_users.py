"""The store's users, as an operator sees them."""

import pytest

from common.checks import State
from common.errors import StoreRefused
from infra.checks.users import store_users
from infra.minio import users
from infra.minio.users import ROLES, StoreUser, policy

BUCKET = "ours"
USER = StoreUser("score", "access", "secret-word")
NAME = "driftline-score-ours"
GOOD = policy(BUCKET, ROLES["score"])
NARROW = policy(BUCKET, ROLES["upload"])


class Admin:
    """A server with one policy and one user."""

    def __init__(self, document=GOOD, attached=NAME, error=None):
        self.document, self.attached, self.error = document, attached, error

    def policy(self, name):
        assert name == NAME
        if self.error:
            raise self.error
        return self.document

    def user_policy(self, access_key):
        assert access_key == USER.access_key
        return self.attached


@pytest.fixture(autouse=True)
def logs_in(monkeypatch):
    """Return a list whose last item tells whether the store accepts the password."""
    answers = [True]
    monkeypatch.setattr(users, "_can_log_in", lambda *_: answers[-1])
    return answers


@pytest.mark.parametrize(
    ("admin", "words"),
    [
        (Admin(document=None), "no policy driftline-score-ours"),
        (Admin(document=NARROW), "is not the one"),
        (Admin(attached=None), "STORE_SCORE_ACCESS_KEY"),
        (Admin(attached="readonly"), "'readonly' instead of"),
        (Admin(attached=""), "no policy instead of"),
    ],
)
def test_what_the_bootstrap_would_correct_is_a_problem(admin, words):
    (check,) = store_users(admin, "http://store", BUCKET, [USER])
    assert check.state is State.PROBLEM
    assert words in check.detail
    assert "driftline bootstrap" in check.fix
    assert "secret-word" not in str(check)


def test_another_password_is_a_problem(logs_in):
    logs_in.append(False)
    (check,) = store_users(Admin(), "http://store", BUCKET, [USER])
    assert check.state is State.PROBLEM
    assert "STORE_SCORE_SECRET_KEY" in check.detail


def test_a_user_that_is_as_it_should_be_is_in_order():
    (check,) = store_users(Admin(), "http://store", BUCKET, [USER])
    assert (check.name, check.state) == ("store user for score", State.OK)


def test_without_rights_a_user_is_unknown():
    (check,) = store_users(Admin(error=StoreRefused("AccessDenied")), "http://store", BUCKET, [USER])
    assert check.state is State.UNKNOWN
