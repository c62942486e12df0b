"""Records found by their bytes are those of the strict reader, or are left to it."""

import itertools
import random

import pytest

from common.errors import BatchError
from functions.score.batch import Limits
from functions.score.batch.text import lines
from functions.score.batch.text.records import Records

PIECES = ["a", "1", '"', '""', ",", "\n", "\r\n", "\r", " ", '"b"', '"x,y"', '"x\ny"', ",,", "é"]


def strict(text):
    """Return the text of each record as the strict reader splits it; None if it finds a fault."""
    reader = Records(text, ",", Limits(), header=False)
    try:
        ends = [0, *(reader.lines for _ in reader)]
    except BatchError:
        return None
    every = text.splitlines(keepends=True)
    records = ["".join(every[begin:end]).lstrip("\r\n") for begin, end in itertools.pairwise(ends)]
    return [record for record in records if record]


def test_random_texts_are_split_like_the_strict_reader_or_left_to_it():
    rng = random.Random(5)  # noqa: S311
    found = 0
    for _ in range(4000):
        text = "".join(rng.choices(PIECES, k=rng.randint(0, 12)))
        split = lines.records_of(text, 0, ",", last=True)
        if split is None:
            continue
        found += '"' in text
        assert split.records.to_pylist() == strict(text), text
        assert split.rest == ""
        assert split.content == text.encode()
        assert split.block is None or all(record.count("\n") <= 1 for record in split.records.to_pylist())
        assert '"' not in text or lines.has_usual_quotes(text.encode(), ",")
    assert found > 200


@pytest.mark.parametrize(
    "text", ['a,"b\nc', 'a,"b"c\n', 'a,b"c\n', 'a, "b"\n', '"a" ,b\n', "a\rb\n", '"a""\n']
)
def test_what_only_the_strict_reader_can_tell_is_left_to_it(text):
    assert lines.records_of(text, 0, ",", last=True) is None


def test_an_incomplete_record_is_the_rest():
    found = lines.records_of('h\n1,"a"\n\n2,"b\nc\n', 1, ",", last=False)
    assert found.records.to_pylist() == ['1,"a"\n']
    assert (found.content, found.rest) == (b'1,"a"\n\n', '2,"b\nc\n')
    assert found.block is None
    whole = lines.records_of('1,"a"\r\n2,b', 0, ",", last=True)
    assert whole.records.to_pylist() == ['1,"a"\r\n', "2,b"]
    assert whole.block == lines.BLOCK_BYTES


def test_large_texts_are_parsed_in_blocks_of_whole_lines(monkeypatch):
    monkeypatch.setattr(lines, "BLOCK_BYTES", 10)
    monkeypatch.setattr(lines, "BLOCK_LINES", 1)
    assert lines.block_bytes(b"a,b\n" * 10) == 10
    assert lines.block_bytes(b"a,b\n" * 10 + b"x" * 30 + b"\n") == 32
    for content in (b"a,b\n", b'"a",b\n' * 10, b"a,b\r" * 10):
        assert lines.block_bytes(content) is None


def test_a_block_has_several_of_the_longest_lines():
    line = b"7," * lines.BLOCK_BYTES
    assert lines.block_bytes(line + b"\n" + line + b"\n") >= lines.BLOCK_LINES * len(line)
    assert lines.records_of(line.decode(), 0, ",", last=True).block >= lines.BLOCK_LINES * len(line)
