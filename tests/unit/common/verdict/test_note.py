"""The page for people whose files alarm explains every kind of note."""

import re
from pathlib import Path
from typing import get_args

from common.verdict.note import READING, AlarmKind

PAGE = (Path(__file__).parents[4] / "docs/alarms.md").read_text(encoding="utf-8")


def test_every_kind_of_note_is_explained():
    table = PAGE.partition("## 5. Notes")[2]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {READING, *get_args(AlarmKind)}
