import xml.etree.ElementTree as ET

import pytest

from common.verdict.column import ColumnVerdict
from common.verdict.document import Problem, SchemaChange
from functions.formats.junit import junit, valid


def column(name, *, drifted=False, **parts):
    values = {"kind": "numeric", "test": "rank test", "statistic": 1.0, "p_value": 0.5, "p_adjusted": 0.5}
    return ColumnVerdict(name=name, drifted=drifted, **{**values, "effect": 0.5, "threshold": 0.1, **parts})


def cases(verdict):
    """Return the test cases by name: what is below each, as (tag, type, message, text)."""
    (suite,) = ET.fromstring(junit(verdict))
    return {
        case.get("name"): [(each.tag, each.get("type"), each.get("message"), each.text) for each in case]
        for case in suite
    }


def test_the_file_and_each_column_are_a_test_case(make_verdict):
    verdict = make_verdict(
        drifted=True,
        reasons=["b: up by 2 (p = 0.001)", "c: gone"],
        schema_changes=[SchemaChange(kind="removed", column="c", sentence="column 'c' is missing")],
        columns=[
            column("a"),
            column("b", drifted=True),
            column("d", drifted=True, effect_name="changed share", p_adjusted=0.0001),
            column("e", p_adjusted=None, effect=None, not_tested="too few values"),
            column("f", p_adjusted=None),  # scored by a policy that tests nothing
        ],
    )
    everything = "b: up by 2 (p = 0.001)\nc: gone\ncolumn 'c' is missing"
    measured = "rank test, p < 0.001, changed share = 50% of rows"
    assert cases(verdict) == {
        "drifts/a.csv": [("failure", "drift", "b: up by 2 (p = 0.001)", everything)],
        "a": [],
        "b": [("failure", "drift", "b: up by 2 (p = 0.001)", "b: up by 2 (p = 0.001)")],
        "d": [("failure", "drift", measured, measured)],
        "e": [("skipped", None, "too few values", None)],
        "f": [],
    }
    suites = ET.fromstring(junit(verdict))
    for counted in (suites, suites[0]):
        names = ("tests", "failures", "errors", "skipped")
        assert [counted.get(name) for name in names] == ["6", "3", "0", "1"]


def test_a_calm_file_is_one_test_case_that_passed(make_verdict):
    assert cases(make_verdict()) == {"drifts/a.csv": []}


@pytest.mark.parametrize("status", ["error", "no_baseline"])
def test_a_file_that_could_not_be_scored_is_an_error(make_verdict, status):
    problem = Problem(type="empty_file", message="empty", key="drifts/a.csv", row=None, column=None)
    error = problem if status == "error" else None
    verdict = make_verdict(status=status, error=error, reasons=["it is empty"])
    kind = "empty_file" if error else "no_baseline"
    assert cases(verdict) == {"drifts/a.csv": [("error", kind, "it is empty", "it is empty")]}


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_contain_are_escaped(make_verdict, letter):
    name = f"a{letter}b"
    verdict = make_verdict(drifted=True, reasons=[f"{name}: up"], columns=[column(name, drifted=True)])
    escaped = valid(name)
    assert letter not in escaped
    assert escaped.startswith("a\\")
    assert cases(verdict)[escaped] == [("failure", "drift", f"{escaped}: up", f"{escaped}: up")]


def test_characters_that_xml_can_contain_stay(make_verdict):
    name = "<é & \"😀\">\t'x'"
    assert name in cases(make_verdict(columns=[column(name)]))


def test_a_column_that_is_written_differently_says_so(make_verdict):
    sentence = "column 'p': decimal commas instead of decimal points"
    change = SchemaChange(kind="reformatted", column="p", sentence=sentence)
    verdict = make_verdict(
        drifted=True, reasons=[sentence], schema_changes=[change], columns=[column("p", drifted=True)]
    )
    assert cases(verdict)["p"] == [("failure", "drift", sentence, sentence)]
