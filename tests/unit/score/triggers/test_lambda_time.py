"""How much time a call of Lambda has for a file."""

import math

import pytest

from functions.score.triggers.lambda_time import CallTime


class Context:
    def get_remaining_time_in_millis(self):
        return 300_000


@pytest.mark.parametrize(
    ("passed", "seconds", "late"),
    [(0, 280, False), (74, 206, False), (76, 204, True), (285, 10, True), (400, 10, True)],
)
def test_a_file_has_what_is_left_but_for_the_report(passed, seconds, late):
    now = [1000.0]
    call = CallTime(Context(), clock=lambda: now[0])
    now[0] += passed
    assert call.for_scoring() == seconds
    assert call.is_late is late


@pytest.mark.parametrize("context", [None, object()])
def test_a_call_without_a_context_has_no_limit(context):
    call = CallTime(context)
    assert call.for_scoring() == math.inf
    assert not call.is_late
