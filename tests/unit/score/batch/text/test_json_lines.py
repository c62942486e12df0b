"""JSON Lines: types, and the row that an error names."""

import io
import re

import pytest

from common.errors import BatchError
from functions.score import batch


def read(content, **limits):
    return batch.read("x.jsonl", io.BytesIO(content.encode()), batch.Limits(**limits))


def error_of(content, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, **limits)
    assert caught.value.key == "x.jsonl"
    return caught.value


def test_a_key_that_a_row_lacks_is_a_missing_cell():
    frame = read('{"text":"a"}\r\n\r\n{"n":1,"text":"b"}').frame
    assert frame["text"].tolist() == ["a", "b"]
    assert frame["n"].isna().tolist() == [True, False]


def test_types():
    content = '{"i":1,"f":1,"b":true,"s":"2026-01-31"}\n{"i":2,"f":2.5,"b":false,"s":"x"}\n'
    frame = read(content).frame
    assert [str(frame[name].dtype) for name in "ifb"] == ["int64", "float64", "bool"]
    assert frame["s"].tolist() == ["2026-01-31", "x"]


def test_mixed_cells_are_text_written_as_in_json():
    frame = read('{"a":1}\n{"a":"x"}\n{"a":true}\n{"a":null}').frame
    assert frame["a"].tolist()[:3] == ["1", "x", "true"]
    assert frame["a"].isna().tolist() == [False, False, False, True]


def test_integers_beyond_64_bits_are_text_and_mixed_numbers_are_floats():
    frame = read(f'{{"a":{10**30},"b":1.5}}\n{{"a":1,"b":{2**60 + 1}}}').frame
    assert frame["a"].tolist() == [str(10**30), "1"]
    assert frame["b"].tolist() == [1.5, float(2**60)]


def test_lists_of_text_are_ignored_by_name():
    nested = read('{"text":"a","tags":["x"]}\n{"text":"b","by":{"id":1}}')
    assert (nested.columns, nested.ignored) == (["text", "by.id"], {"tags": "lists of text"})
    error = error_of('{"tags":["x"]}\n{"tags":[]}')
    assert error.kind == "no_text_column"
    assert "tags" in error.message


def test_unicode_line_separators_do_not_end_a_row():
    assert read('{"a":"x\u2028y"}\n{"a":"z\x85"}').frame["a"].tolist() == ["x\u2028y", "z\x85"]


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        ('{"a":1}\n\n{"a":1\n', 3, "character 7"),
        ('{"a":1}\n[1]\n', 2, "an array"),
        ('{"a":1}\n"x"\n', 2, "a string"),
        ('{"a":1}\nnull\n', 2, "null"),
        ('[\n{"a":1},\n{"a":2}\n]', 1, "one JSON object"),
        ('{"a":1}\n{"a":"\x01"}', 2, "control character"),
        ('{"a":1}\n{"a":' + "1" * 5000 + "}", 2, "too long"),
        ("[" * 100_000, 1, "too deep"),
        ('{"a":"x"}\n{"a":"\\ud83d"}', 2, "half a character"),
        ('{"a":"x"}\n{"\\ud83d":1}', 2, "half a character"),
    ],
)
def test_an_error_names_the_broken_row(content, row, words):
    error = error_of(content)
    assert (error.kind, error.row) == ("broken_json", row)
    assert words in error.message


def test_an_error_about_a_limit_names_its_row():
    error = error_of('{"a":"x"}\n\n{"a":"xxx"}', max_cell_characters=2)
    assert (error.kind, error.row, error.column) == ("cell_too_long", 3, "a")
    error = error_of('{"a":1}\n{"b":1,"c":1}', max_columns=2)
    assert (error.kind, error.row) == ("too_many_columns", 2)


def test_the_number_of_missing_cells_is_limited():
    content = '{"a":1,"b":1,"c":1,"d":1,"e":1}\n' + "{}\n" * 100
    error = error_of(content, max_cells=500)
    assert error.kind == "file_too_large"
    assert re.search(r"rows with 5\d\d cells or more .* at most 500 .*DRIFTLINE_MAX_CELLS", error.message)
