"""A verdict as a terminal shows it: the decision, the reasons, the columns and what explains the texts."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from common import logs
from common.printable import printable
from common.verdict.column import ColumnVerdict, TextDetail, TextExplanation
from common.verdict.document import Verdict
from common.verdict.figures import probability, size
from common.verdict.rewritten import rewritten

# What fits on a screen; the report and the JSON have the rest.
MOST_COLUMNS, MOST_ROWS, MOST_WORDS = 20, 3, 8
# Characters of a table's line: a column's name has at least NAME, the name of a test at least TEST, and the
# other cells and the spaces between all of them have OTHERS.
NAME, TEST, OTHERS = 20, 8, 52
FIGURES = ("p (adj.)", "effect", "limit")
UNTESTED = "untested"  # if there is no room for the reason


def print_verdict(verdict: Verdict, console: Console | None = None) -> None:
    """Print a verdict for a person."""
    console = console or Console(highlight=False, soft_wrap=True)
    console.print(Text(logs.verdict_lines(verdict).strip()))
    if verdict.status != "ok":
        return
    changes = (change.sentence for change in verdict.schema_changes)
    # A removed column is both a reason and a change.
    for sentence in dict.fromkeys((*verdict.reasons, *changes, *verdict.notes)):
        _print(console, sentence)
    for column in verdict.columns:
        if column.text and column.text.drift_score_interval and column.text.texts:
            _print(console, _sampled(column.name, column.text))
    if sum(column.p_value is not None for column in verdict.columns) > 1:
        console.print(_columns(verdict, console.width))
    for column in verdict.columns:
        if column.text and column.text.explanation and column.drifted:
            _explain(console, column.name, column.text.explanation)


def _print(console: Console, line: str) -> None:
    """Print a line that quotes the data: nothing in it is markup, an emoji code or a control character."""
    console.print(Text(f"  {printable(line)}"))


def _sampled(name: str, text: TextDetail) -> str:
    """Return how many texts were embedded, and how precise that makes the score."""
    embedded, total = text.texts_embedded or (0, 0), text.texts or (0, 0)
    interval = text.drift_score_interval
    between = f"between {interval.low:.4f} and {interval.high:.4f}" if interval else "exact"
    baseline = f" (baseline: {embedded[0]:,} of {total[0]:,})" if embedded[0] < total[0] else ""
    drawn = f"{embedded[1]:,} of {total[1]:,} texts were drawn at random and embedded{baseline}"
    return f"{name}: {drawn}; the drift score of all texts is {between}"


def _columns(verdict: Verdict, width: int) -> Table:
    """Return a table of the columns; in a narrow one tests are shortened and long names are folded."""
    ordered, why = sorted(verdict.columns, key=lambda column: not column.drifted), rewritten(verdict)
    longest = max(NAME, width - OTHERS - TEST)
    room = width - OTHERS - min(longest, max(len(column.name) for column in ordered[:MOST_COLUMNS]))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("column", no_wrap=True, max_width=longest)
    table.add_column("kind", no_wrap=True)
    table.add_column("test", min_width=TEST)  # the one column that rich may narrow
    for title in FIGURES:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for column in ordered[:MOST_COLUMNS]:
        table.add_row(
            Text(printable(column.name), overflow="fold", no_wrap=False),
            column.kind,
            Text(printable(why.get(column.name) or _test(column, room)), overflow="ellipsis", no_wrap=True),
            *([""] * len(FIGURES) if column.name in why else _figures(column)),
            "drift" if column.drifted else "",
        )
    if len(ordered) > MOST_COLUMNS:
        table.caption = f"and {len(ordered) - MOST_COLUMNS} more columns"
    return table


def _test(column: ColumnVerdict, room: int) -> str:
    """Return the test of a column, or why there is none if that fits: cut off, it may say the opposite."""
    reason = column.not_tested or ""
    return column.test or (reason if len(reason) <= room else UNTESTED)


def _figures(column: ColumnVerdict) -> list[str]:
    """Return the adjusted p-value, the effect and what it has to exceed; empty if they do not exist."""
    p_value = "" if column.p_adjusted is None else probability(column.p_adjusted)
    sizes = (
        "" if value is None else size(value, column.effect_name).removesuffix(" of rows")
        for value in (column.effect, column.limit)
    )
    return [p_value, *sizes]


def _explain(console: Console, name: str, explanation: TextExplanation) -> None:
    for title, words in (("more frequent", explanation.came), ("less frequent", explanation.went)):
        phrases = ", ".join(word.phrase for word in words[:MOST_WORDS] if word.phrase)
        if phrases:
            _print(console, f"{name}, {title}: {phrases}")
    for row in explanation.novel_rows[:MOST_ROWS]:
        text = f": {row.text}" if row.text else ""
        _print(console, f"{name}, row {row.row} is unlike anything in the baseline{text}")
