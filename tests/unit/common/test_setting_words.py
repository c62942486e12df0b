"""Errors of settings in plain words."""

import doctest

import pytest

from common import nearest, setting_words, settings
from common.errors import BatchError, SetupError
from functions.score.baseline.settings import parse


@pytest.mark.parametrize("module", [setting_words, nearest])
def test_the_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ignored = 'amount'", "ignored = 'amount': must be a list; write ignored = [\"amount\"]"),
        ("ignored = ['a', 5]", "ignored (item 2) = 5: must be text"),
        ("alpha = 5", "alpha = 5: must be less than 1"),
        ("alpha = '0.1'", "alpha = '0.1': must be a number, without quotes"),
        ("minimum_shift = inf", "minimum_shift = inf: must be a finite number"),
        ("accept_after = 1.5", "accept_after = 1.5: must be a whole number"),
        ("alarm_budget = 60", "alarm_budget = 60: must be at most 50"),
        ("show_rows = 1", "show_rows = 1: must be true or false"),
        ("policy = 'yaml'", "policy = 'yaml': must be 'usual', 'calibrated' or 'threshold'"),
        ("encoding = 'yaml'", "encoding = 'yaml': not the name of an encoding, such as 'windows-1251', "),
        ("allow = ['x']", "allow (item 1) = 'x': must be a folder such as 'drifts/reviews/', or "),
        ("kinds.a = 'empty'", "kinds.a = 'empty': must be 'text', 'numeric', "),
        ("kinds = true", "kinds = true: must be a table of names and values"),
        ("alarm_on = ['reading']", "alarm_on (item 1) = 'reading': 'reading' cannot alarm: it is about "),
    ],
)
def test_a_wrong_setting_of_a_dataset_is_one_plain_line(line, message):
    with pytest.raises(BatchError) as caught:
        parse("baselines/a.csv.driftline.toml", line.encode())
    assert caught.value.message.startswith(message)
    assert "Input" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("THREADS", "x", "must be a whole number"),
        ("THREADS", "0", "must be at least 1"),
        ("ALPHA", "x", "must be a number"),
        ("SHOW_ROWS", "maybe", "must be true or false"),
        ("MAX_FILE_BYTES", "5XB", "must be a size such as 512MiB"),
        ("MAX_FILE_BYTES", "x", "must be a size such as 512MiB"),
        ("MAX_FILE_BYTES", "0", "must be more than 0"),
        ("EVENT_TOKEN", "x", "must have at least 16 characters"),
    ],
)
def test_a_wrong_variable_is_one_plain_line(name, value, message):
    with pytest.raises(SetupError) as caught:
        settings.load({f"DRIFTLINE_{name}": value})
    assert str(caught.value) == f"DRIFTLINE_{name}: {message}"
