"""The state of a whole, and what becomes of an error while something is looked at."""

import pytest

from common.checks import ADMINISTRATOR, CREDENTIALS, State, found_out, ok, problem, unknown, worst
from common.errors import BrokerUnavailable, SetupError, StoreRefused, StoreUnavailable

FINE, WRONG, OPEN = ok("a", "fine"), problem("b", "wrong", "correct it"), unknown("c", "open")


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ([], State.OK),
        ([FINE, FINE], State.OK),
        ([FINE, OPEN], State.UNKNOWN),
        ([OPEN, WRONG, FINE], State.PROBLEM),
    ],
)
def test_the_whole_is_as_bad_as_its_worst_part(checks, state):
    assert worst(checks) is state


def test_what_was_found_is_returned():
    assert found_out("a", lambda: [FINE, WRONG]) == [FINE, WRONG]


@pytest.mark.parametrize(
    ("error", "detail", "fix"),
    [
        (StoreUnavailable("no answer"), "no answer", "start it"),
        (BrokerUnavailable("no answer"), "no answer", "start it"),
        (SetupError("no such file"), "no such file", "start it"),
        (StoreRefused("the store refuses 'x': AccessDenied: no"), ADMINISTRATOR, CREDENTIALS),
        (StoreRefused("the store's client refuses 'x'"), "the store's client refuses 'x'", CREDENTIALS),
    ],
)
def test_what_cannot_be_found_out_is_unknown(error, detail, fix):
    def look():
        raise error

    assert found_out("a", look, "start it") == [unknown("a", detail, fix)]


def test_a_bug_is_no_unknown_state():
    with pytest.raises(ZeroDivisionError):
        found_out("a", lambda: [1 // 0])
