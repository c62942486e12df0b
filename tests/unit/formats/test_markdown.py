import re

import pytest

from common import logs
from common.verdict.column import ColumnVerdict
from common.verdict.document import Problem
from functions.formats.markdown import MOST_COLUMNS, MOST_REASONS, code, markdown, prose


@pytest.fixture
def make_column():
    def make(name="text", *, drifted=False, **parts):
        values = {"kind": "text", "test": "t", "statistic": 1.0, "p_value": 0.5, "p_adjusted": 0.5}
        return ColumnVerdict(
            name=name, drifted=drifted, **{**values, "effect": 0.5, "threshold": 0.02, **parts}
        )

    return make


def cells(row):
    """Split a row of a table as GitHub does: at pipes that no backslash precedes."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def test_a_verdict_is_a_heading_facts_reasons_and_a_table(make_verdict, make_column):
    text = markdown(
        make_verdict(
            drifted=True,
            finding="drift",
            level="high",
            drift_score=0.25,
            reasons=["text: about 95% of the rows changed"],
            columns=[
                make_column("id", p_adjusted=None, effect=None, not_tested="identifiers"),
                make_column("scored", p_adjusted=None),
                make_column(drifted=True, p_adjusted=0.0001, effect=0.95, effect_name="changed share"),
            ],
        )
    )
    assert text.splitlines() == [
        "### 🚨 Drift detected: `drifts/a.csv`",
        "",
        "Drift score **0.2500** (high), baseline `baselines/a.csv`, 2 rows against 2",
        "",
        "- text: about 95% of the rows changed",
        "",
        "| | column | kind | test | p (adjusted) | effect | limit |",
        "|---|---|---|---|--:|--:|--:|",
        "| **drift** | `text` | text | t | < 0.001 | 95% of rows | 2% of rows |",
        "|  | `id` | text | identifiers |  |  |  |",
        "|  | `scored` | text | t |  | 0.5 | 0.02 |",  # by a policy that tests nothing
    ]


@pytest.mark.parametrize("level", [None, "none", "moderate", "high"])
def test_the_mark_of_drift_is_that_of_the_log(make_verdict, level):
    verdict = make_verdict(drifted=True, finding="drift", level=level)
    mark = markdown(verdict).split()[1]
    assert logs.verdict_lines(verdict).splitlines()[-1].startswith(mark)


def test_a_pipe_is_escaped_in_the_table_alone(make_verdict, make_column):
    lines = markdown(make_verdict(key="drifts/a|b.csv", columns=[make_column("c|d")])).splitlines()
    assert lines[0].endswith("`drifts/a|b.csv`")
    assert cells(lines[-1])[1] == r"`c\|d`"


def test_a_column_that_is_only_written_differently_has_no_figures(make_verdict, make_column):
    change = {"kind": "retyped", "column": "text", "sentence": "numbers became texts"}
    text = markdown(make_verdict(columns=[make_column(drifted=True)], schema_changes=[change]))
    assert cells(text.splitlines()[-1]) == ["**drift**", "`text`", "text", "retyped", "", "", ""]


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"finding": "no_drift"}, "✅ No drift detected"),
        ({"finding": "too_few_rows"}, "❔ Too few rows to detect drift"),
        ({"status": "no_baseline"}, "❔ No baseline to compare with"),
    ],
)
def test_the_heading_tells_the_finding(make_verdict, parts, title):
    assert markdown(make_verdict(**parts)).startswith(f"### {title}: ")


def test_an_error_is_told_by_its_reason(make_verdict):
    error = Problem(type="empty_file", message="empty", key="drifts/a.csv", row=None, column=None)
    text = markdown(make_verdict(status="error", error=error, reasons=["the drift file is empty"]))
    assert text == "### ❌ The file could not be scored: `drifts/a.csv`\n\n- the drift file is empty\n"


@pytest.mark.parametrize("name", ["a|b", "`", "``a`", "a\nb", "<b>", "\\", "a\\|b"])
def test_no_column_name_breaks_the_table(make_verdict, make_column, name):
    row = markdown(make_verdict(columns=[make_column(name)])).splitlines()[-1]
    assert len(cells(row)) == 7


def test_markup_in_a_reason_is_shown_as_it_is():
    assert prose("*a* <b> [c](d)\n# e_f") == r"\*a\* \<b\> \[c\](d) \# e\_f"


def test_nobody_is_notified_and_no_issue_is_linked():
    assert prose("ask @someone about #12, a@b") == ("ask @\u200bsomeone about \\#\u200b12, a@\u200bb")


def test_a_code_span_ends_at_its_own_fence():
    assert code("a`b") == "``a`b``"
    assert code("`a") == "`` `a ``"


def test_a_wide_table_and_many_reasons_are_cut(make_verdict, make_column):
    columns = [make_column(f"c{number}") for number in range(MOST_COLUMNS + 3)]
    columns.append(make_column("last", drifted=True))
    text = markdown(
        make_verdict(columns=columns, reasons=[f"r{number}" for number in range(MOST_REASONS + 2)])
    )
    assert "and 4 more columns" in text
    assert "- and 2 more\n" in text
    assert "`last`" in text
    assert text.count("\n| ") == MOST_COLUMNS + 1
