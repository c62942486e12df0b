"""Writes docs/attack.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attack.measure import Cost

MOST_MEBIBYTES, MOST_SECONDS = 1024, 30
LONGEST_ANSWER = 160
# Per row of the table of hostile input, what was seen before.
BEFORE = {
    "1": "2.8 to 7.4 GB",
    "2": "5.3 GB",
    "3": "5.8 GB",
    "5": "12.9 s for 16,000 digits, four times as much for twice as many",
    "6": "4.9 GB",
    "7": "7.9 GB, 64 s",
    "16": "2.1 to 3.0 GB, 34 s",
    "17": "2.65 s; an hour at the limit of cells",
    "18": "36 s for 20 columns; without a bound over all columns",
}
HEAD = """# Hostile files

`make attack` makes one file of each kind by code and compares it with itself: `driftline score FILE FILE`,
each in a fresh process. Peak memory and processor seconds are those of the whole process. At most
{memory} MiB and {seconds} s are allowed. What follows is text from the program; edit `tests/bench/attack`.

| kind | file | bytes | peak memory, MiB | seconds | answer |
| --- | --- | ---: | ---: | ---: | --- |
"""
TAIL = """
The first column numbers the kinds. Before, files of these kinds took:

| kind | before |
| --- | --- |
"""


def page(measured: Sequence[tuple[str, str, str, int, Cost]]) -> str:
    """Return the page; `measured`: kind, name, description, size and cost of each file."""
    lines = [
        f"| {kind} | {what} | {size:,} | {cost.peak:.0f} | {cost.seconds:.1f} | {_short(cost.answer)} |"
        for kind, _, what, size, cost in measured
    ]
    before = [f"| {kind} | {seen} |" for kind, seen in BEFORE.items()]
    head = HEAD.format(memory=MOST_MEBIBYTES, seconds=MOST_SECONDS)
    return head + "\n".join(lines) + "\n" + TAIL + "\n".join(before) + "\n"


def _short(answer: str) -> str:
    answer = re.sub(r"[|\n]", " ", answer)
    return answer if len(answer) <= LONGEST_ANSWER else f"{answer[:LONGEST_ANSWER]}…"
