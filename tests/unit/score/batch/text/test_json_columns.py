"""pyarrow's reading of JSON Lines is used only where it is that of the exact reader."""

import json
import random

import pytest

from common.errors import BatchError
from functions.score.batch import Limits
from functions.score.batch.text import json_columns, json_lines

VALUES = [
    "1", "-0", "2.5", "1.0", "1e3", "1e400", "9223372036854775808", str(10**400), "NaN", "Infinity",
    "-Infinity", "true", "null", '"x"', '"\\ud83d\\ude00"', '"\\ud83d"', '"2026-01-01 00:00:00"', '"a\tb"',
    "[]", "[1, 2.5]", "[1, null]", '["x"]', "[true]", "[[1]]", '[{"k": 1}]', "{}",
    '{"k": 1}', '{"k": "y", "l": 2}', "01", "",
]  # fmt: skip


@pytest.fixture(autouse=True)
def always(monkeypatch):
    """Let pyarrow read short texts, too, and expect what the first lines have."""
    monkeypatch.setattr(json_columns, "LEAST_CHARACTERS", 40)
    monkeypatch.setattr(json_columns, "FIRST_LINES", 3)


def exactly(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_columns, "LEAST_CHARACTERS", 10**9)
        return read(text)


def read(text):
    try:
        return json_lines.read_table(text, Limits())
    except BatchError as error:
        return str(error)


def is_fast(text):
    return json_lines._read_by_pyarrow(text, Limits(), ()) is not None


def same(one, other):
    """Tell whether two readings agree; placeholders and NaN are compared as written."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return one.schema.equals(other.schema) and repr(one.to_pydict()) == repr(other.to_pydict())


def test_random_lines_are_read_as_by_the_exact_reader():
    rng = random.Random(9)  # noqa: S311
    fast = 0
    for _ in range(3000):
        usual = {key: rng.choice(VALUES) for key in "abc"}
        rows = []
        for row in range(rng.randint(4, 9)):
            cells = (
                usual if row < 3 or rng.random() < 0.8 else usual | {rng.choice("abcd"): rng.choice(VALUES)}
            )
            kept = {key: value for key, value in cells.items() if row < 3 or rng.random() < 0.9}
            rows.append("{" + ", ".join(f'"{key}": {value}' for key, value in kept.items()) + "}")
        text = rng.choice(["\n", "\r\n"]).join(rows) + rng.choice(["", "\n", "\n\n"])
        fast += is_fast(text)
        assert same(read(text), exactly(text)), text
    assert fast > 100


@pytest.mark.parametrize(
    "line",
    [
        '{"a": 1, "a": 2}',
        '{"a": 1} {"a": 2}',
        '{"a":\n1}',
        '{"a": 1}}',
        '{"a": 1, "new": 2}',
        '{"a": 1.5}{',
        "[1]",
        "  ",
        ' {"a": 1}',
        '{"a": 9223372036854775808}',
        '{"a": "x"}',
        '{"a": 2.0}',
    ],
)
def test_what_pyarrow_reads_otherwise_is_left_to_the_exact_reader(line):
    text = '{"a": 1}\n' * 20 + line + "\n" + '{"a": 1}\n'
    assert not is_fast(text) or line == "  "
    assert same(read(text), exactly(text))


def test_a_fraction_after_whole_numbers_is_read_by_pyarrow():
    text = '{"a": 1, "b": {"c": 2}}\n' * 20 + '{"a": 1.5, "b": {"c": 0.25}}\n'
    assert is_fast(text)
    assert same(read(text), exactly(text))
    assert not is_fast('{"a": 1, "b": 2}\n' * 20 + '{"a": 1.5, "b": 3}\n')  # b may be 3 or 3.0


def test_errors_name_the_row_of_the_exact_reader():
    text = "\n" + '{"a": "x"}\n' * 50 + '{"a": "x"\n'
    assert read(text).startswith("row 52, character 10")
    rows = [json.dumps({"a": "x" * (3 if row == 30 else 1)}) for row in range(60)]
    with pytest.raises(BatchError, match="row 31, column 'a'"):
        json_lines.read_table("\n".join(rows), Limits(max_cell_characters=2))
