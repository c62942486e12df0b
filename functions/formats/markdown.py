"""A verdict in GitHub's Markdown: a heading, the reasons, a table of the columns."""

import re

from common.verdict.column import ColumnVerdict
from common.verdict.document import Verdict
from common.verdict.figures import probability, size
from common.verdict.headline import headline, mark
from common.verdict.rewritten import rewritten

# A comment may have 65,536 characters, and few readers scroll that far.
MOST_COLUMNS, MOST_REASONS, LONGEST_SENTENCE = 50, 20, 1000
SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&])")
# GitHub would notify a person, or link an issue, that a text of the files happens to name.
MENTION = re.compile(r"@(?=\w)|#(?=\d)")
ZERO_WIDTH_SPACE = "\u200b"


def markdown(verdict: Verdict) -> str:
    """Return a verdict as a comment on GitHub or GitLab."""
    blocks = [f"### {mark(verdict)} {headline(verdict)}: {code(verdict.drift.key)}"]
    if verdict.status == "ok":
        blocks.append(_facts(verdict))
    changes = (change.sentence for change in verdict.schema_changes)
    # A removed column is both a reason and a change.
    sentences = list(dict.fromkeys((*verdict.reasons, *changes, *verdict.notes)))
    blocks.append("\n".join(f"- {prose(sentence)}" for sentence in sentences[:MOST_REASONS]))
    if len(sentences) > MOST_REASONS:
        blocks[-1] += f"\n- and {len(sentences) - MOST_REASONS} more"
    if verdict.columns:
        blocks.append(_table(verdict))
    return "\n\n".join(block for block in blocks if block) + "\n"


def prose(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> prose("`a|b`: up")
    '\\`a\\|b\\`: up'
    """
    line = _one_line(text)
    escaped = SPECIAL.sub(r"\\\1", line)
    return MENTION.sub(lambda mark: mark[0] + ZERO_WIDTH_SPACE, escaped)


def code(text: str) -> str:
    r"""Return a name as code, whatever backticks it contains.

    >>> code("a`b")
    '``a`b``'
    """
    line = _one_line(text)
    longest = max(map(len, re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def _facts(verdict: Verdict) -> str:
    parts = []
    if verdict.drift_score is not None:
        parts.append(f"Drift score **{verdict.drift_score:.4f}** ({verdict.level})")
    if verdict.baseline:
        parts.append(f"baseline {code(verdict.baseline.key)}")
        parts.append(f"{verdict.drift.rows:,} rows against {verdict.baseline.rows:,}")
    return ", ".join(parts)


def _table(verdict: Verdict) -> str:
    columns, why = verdict.columns, rewritten(verdict)
    lines = [
        "| | column | kind | test | p (adjusted) | effect | limit |",
        "|---|---|---|---|--:|--:|--:|",
    ]
    ordered = sorted(columns, key=lambda column: not column.drifted)
    lines += [f"| {' | '.join(_cells(column, why.get(column.name)))} |" for column in ordered[:MOST_COLUMNS]]
    if len(columns) > MOST_COLUMNS:
        lines.append(f"\nand {len(columns) - MOST_COLUMNS} more columns")
    return "\n".join(lines)


def _cells(column: ColumnVerdict, why: str | None) -> list[str]:
    """Return the cells of a row; `why`: what happened to a column that no test finds changed."""
    drift = "**drift**" if column.drifted else ""
    name = code(column.name).replace("|", "\\|")  # which only a table takes for its own
    if why or (column.p_adjusted is None and column.effect is None):
        return [drift, name, column.kind, prose(why or column.not_tested or ""), "", "", ""]
    return [
        drift,
        name,
        column.kind,
        prose(column.test),
        "" if column.p_adjusted is None else probability(column.p_adjusted),
        *(
            "" if value is None else size(value, column.effect_name)
            for value in (column.effect, column.limit)
        ),
    ]


def _one_line(text: str) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    shortened = " ".join(line.split())
    return shortened if len(shortened) <= LONGEST_SENTENCE else shortened[:LONGEST_SENTENCE] + "…"
