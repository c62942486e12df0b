import io

import pytest
from rich.console import Console

from functions.terminal import print_verdict


def column(name, **parts):
    tested = {
        "name": name, "kind": "categorical", "test": "chi-square test, Monte Carlo", "statistic": 1.0,
        "p_value": 0.0001, "p_adjusted": 0.0002, "effect": 0.22, "threshold": 0.02, "drifted": True,
        "effect_name": "total variation beyond chance",
    }  # fmt: skip
    return tested | parts


@pytest.fixture
def printed(make_verdict):
    """Return what a terminal of so many characters shows of a verdict."""

    def lines(width=80, **parts):
        shown = io.StringIO()
        console = Console(file=shown, width=width, highlight=False, soft_wrap=True)
        print_verdict(make_verdict(**parts), console)
        return shown.getvalue().splitlines()

    return lines


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_keeps_every_column_name_and_shortens_the_tests(printed, width):
    names = ["monthly_revenue_euro", "age", "a_name_that_is_far_too_long_for_a_line_of_eighty_characters"]
    lines = printed(width, columns=[column(name) for name in names])
    table = lines[next(place for place, line in enumerate(lines) if line.startswith("column")) :]
    assert all(len(line) <= width for line in table)
    assert "".join(line.split("  ")[0].strip() for line in table[1:]) == "".join(names)
    assert "chi-squ" in table[1]
    assert "Monte Carlo" not in table[1]
    assert "…" in table[1]
    assert table[1].split()[-4:] == ["0.001", "22%", "2%", "drift"]


def test_untested_columns_show_the_reason(printed):
    nothing = dict.fromkeys(("statistic", "p_value", "p_adjusted", "effect", "effect_name", "threshold"))
    untested = column("id", test="", drifted=False, not_tested="identifiers") | nothing
    lines = printed(columns=[column("a"), column("b"), untested])
    assert lines[-1].split() == ["id", "categorical", "identifiers"]


def test_a_reason_that_does_not_fit_is_left_out_because_a_part_of_it_may_mislead(printed):
    nothing = dict.fromkeys(("statistic", "p_value", "p_adjusted", "effect", "effect_name", "threshold"))
    reason = "identifiers are expected to be new, and none is missing"
    untested = column("id", test="", drifted=False, not_tested=reason) | nothing
    columns = [column("a"), column("b"), untested]
    assert printed(columns=columns)[-1].split() == ["id", "categorical", "untested"]
    assert reason in printed(120, columns=columns)[-1]


def test_a_column_that_is_only_written_differently_has_no_test_that_contradicts_it(printed):
    change = {"kind": "reformatted", "column": "amount", "sentence": "decimal commas"}
    amount = column("amount", p_adjusted=1.0, effect=0.0)
    lines = printed(columns=[amount, column("b")], schema_changes=[change])
    assert ["amount", "categorical", "reformatted", "drift"] in [line.split() for line in lines]
    policy = {"name": "calibrated", "moderate": 0.1, "high": 0.2, "alpha": 0.05}
    also_moved = printed(columns=[column("amount"), column("b")], schema_changes=[change], policy=policy)
    assert any(line.startswith("amount ") and "22%" in line for line in also_moved)


def test_a_removed_column_is_printed_once(printed):
    change = {"kind": "removed", "column": "age", "sentence": "column 'age' was removed"}
    lines = printed(reasons=["column 'age' was removed"], schema_changes=[change])
    assert lines.count("  column 'age' was removed") == 1


def test_names_are_printed_as_they_are(printed):
    assert any(
        line.startswith("[bold]x[/bold]") for line in printed(columns=[column("[bold]x[/bold]"), column("y")])
    )


def test_more_columns_than_fit_are_counted(printed):
    lines = printed(columns=[column(f"c{number}") for number in range(23)])
    assert "and 3 more columns" in lines[-1]


def test_a_file_at_fault_has_one_line(printed):
    error = {
        "type": "broken_csv",
        "message": "5 fields, not 4",
        "key": "drifts/a.csv",
        "row": 7,
        "column": None,
    }
    assert printed(status="error", error=error) == ["❌ drifts/a.csv, row 7: 5 fields, not 4"]


def test_texts_of_the_files_are_shown_as_they_are_and_cannot_control_the_terminal(printed):
    lines = printed(
        reasons=["pet :cat: [bold]\x1b[31m: changed\nfake line"],
        columns=[column("a\x9b:dog:"), column("b\u202e")],
    )
    assert r"  pet :cat: [bold]\x1b[31m: changed\nfake line" in lines
    assert any(line.startswith(r"a\x9b:dog: ") for line in lines)
    assert any(line.startswith(r"b\u202e ") for line in lines)
