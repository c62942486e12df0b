"""How checks are printed, and with which exit code a command ends."""

import json

import pytest
import typer

from common.checks import ok, problem, unknown
from functions.cli import check_lines

FINE = ok("store", "answers", endpoint="http://store")
WRONG = problem("dead letters", "3, because: \x1b[31mred", "See `driftline dead-letters list`", messages=3)
OPEN = unknown("rules", "needs the administrator's credentials")


def finished(capsys, checks, **more):
    with pytest.raises(typer.Exit) as left:
        check_lines.finish(checks, **{"as_json": False, **more})
    return left.value.exit_code, capsys.readouterr().out


def test_every_check_is_a_line_and_every_problem_has_its_fix_below(capsys):
    code, out = finished(capsys, [FINE, WRONG, OPEN])
    assert code == 1
    assert out.splitlines() == [
        "ok       store         answers",
        r"problem  dead letters  3, because: \x1b[31mred",
        "                       to do: See `driftline dead-letters list`",
        "unknown  rules         needs the administrator's credentials",
        "",
        "A person is needed: 1 of 3 parts is not in order; 1 could not be checked.",
    ]


@pytest.mark.parametrize(
    ("checks", "code", "last"),
    [
        ([FINE], 0, "All is well: 1 part in order."),
        ([FINE, FINE], 0, "All is well: 2 parts in order."),
        ([FINE, OPEN], 2, "1 of 2 parts could not be checked; the others are in order."),
        ([WRONG, WRONG], 1, "A person is needed: 2 of 2 parts are not in order."),
    ],
)
def test_the_last_line_and_the_exit_code_sum_up(capsys, checks, code, last):
    assert finished(capsys, checks)[0] == code
    assert finished(capsys, checks)[1].splitlines()[-1] == last


def test_advice_takes_the_place_of_the_summary(capsys):
    code, out = finished(capsys, [FINE], advice="Wait.")
    assert code == 0
    assert out.splitlines()[-1] == "To do: Wait."


def test_a_program_gets_everything(capsys):
    code, out = finished(capsys, [FINE, WRONG], as_json=True, advice="Correct it.")
    document = json.loads(out)
    assert code == 1
    assert document["state"] == "problem"
    assert document["advice"] == "Correct it."
    assert document["checks"][0] == {
        "name": "store",
        "state": "ok",
        "detail": "answers",
        "fix": None,
        "values": {"endpoint": "http://store"},
    }
    assert document["checks"][1]["values"] == {"messages": 3}
    assert "advice" not in json.loads(finished(capsys, [FINE], as_json=True)[1])


def test_a_pipe_gets_no_colours_and_no_broken_lines(capsys):
    _, out = finished(capsys, [ok("rule", "x" * 500)])
    assert "\x1b" not in out
    assert "x" * 500 in out
