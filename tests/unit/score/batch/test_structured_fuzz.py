"""A short run of the structured fuzzer; `make fuzz` tries all of its files."""

import itertools
import random

import pytest
from attack import fuzz

EVERY = 97  # of some ten thousand files; a prime, so that each kind of change has its turn


@pytest.mark.filterwarnings("ignore")  # of pyarrow, about what it reads
def test_a_falsified_parquet_file_is_read_or_is_an_error_of_ours():
    answers = {fuzz.tried("a.parquet", file) for file in itertools.islice(fuzz.falsified(), 0, None, EVERY)}
    assert {"read", "broken_parquet"} <= answers


@pytest.mark.parametrize("make", [fuzz.table_text, fuzz.objects_text])
def test_a_text_by_its_grammar_is_read_or_is_an_error_of_ours(make):
    rng = random.Random(5)  # noqa: S311 - the same files in each run
    assert len({fuzz.tried(*make(rng)) for _ in range(150)}) > 3
