"""A verdict told on a terminal: the decision, why, and what changed in each column."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from common import logs
from common.verdict.column import ColumnVerdict, TextDetail, TextExplanation
from common.verdict.document import Verdict

# What fits on a screen; the report and the JSON hold the rest.
MOST_COLUMNS, MOST_ROWS, MOST_WORDS = 20, 3, 8


def print_verdict(verdict: Verdict, console: Console | None = None) -> None:
    """Print a verdict for a person: the lines of the log, the reasons, the columns, what explains them."""
    console = console or Console(highlight=False, soft_wrap=True)
    console.print(logs.verdict_lines(verdict).strip(), markup=False)
    if verdict.status != "ok":
        return
    for sentence in (*verdict.reasons, *(change.sentence for change in verdict.schema_changes)):
        console.print(f"  {sentence}", markup=False)
    for column in verdict.columns:
        if column.text and column.text.drift_score_interval and column.text.texts:
            console.print(f"  {_sampled(column.name, column.text)}", markup=False)
    if sum(column.p_value is not None for column in verdict.columns) > 1:
        console.print(_columns(verdict))
    for column in verdict.columns:
        if column.text and column.text.explanation and column.drifted:
            _explain(console, column.name, column.text.explanation)


def _sampled(name: str, text: TextDetail) -> str:
    """Say how many texts were embedded, and what that leaves open."""
    embedded, total = text.texts_embedded or (0, 0), text.texts or (0, 0)
    interval = text.drift_score_interval
    between = f"between {interval.low:.4f} and {interval.high:.4f}" if interval else "exact"
    parts = [f"{embedded[1]:,} of {total[1]:,} texts were drawn and embedded"]
    if embedded[0] < total[0]:
        parts.append(f"of the baseline {embedded[0]:,} of {total[0]:,}")
    return f"{name}: {', '.join(parts)}; the drift score of all is {between}"


def _columns(verdict: Verdict) -> Table:
    table = Table("column", "kind", "test", "p (adjusted)", "effect", "minimum", "")
    ordered = sorted(verdict.columns, key=lambda column: not column.drifted)
    for column in ordered[:MOST_COLUMNS]:
        table.add_row(*map(escape, _cells(column)))
    if len(ordered) > MOST_COLUMNS:
        table.caption = f"and {len(ordered) - MOST_COLUMNS} more columns"
    return table


def _cells(column: ColumnVerdict) -> list[str]:
    if column.p_adjusted is None:
        return [column.name, column.kind, column.not_tested or "", "", "", "", ""]
    effect = "" if column.effect is None else f"{column.effect:.3g}"
    minimum = "" if column.threshold is None else f"{column.threshold:.3g}"
    marked = "drift" if column.drifted else ""
    return [column.name, column.kind, column.test, f"{column.p_adjusted:.3g}", effect, minimum, marked]


def _explain(console: Console, name: str, explanation: TextExplanation) -> None:
    for title, words in (("more frequent", explanation.came), ("less frequent", explanation.went)):
        phrases = ", ".join(word.phrase for word in words[:MOST_WORDS] if word.phrase)
        if phrases:
            console.print(f"  {name}, {title}: {phrases}", markup=False)
    rows = [row for row in explanation.novel_rows if row.text]
    for row in rows[:MOST_ROWS]:
        console.print(f"  {name}, row {row.row} is like nothing in the baseline: {row.text}", markup=False)
