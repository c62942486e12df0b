import pytest

from functions.score.triggers.queue_worker.letter_reason import LONGEST_REASON, as_attribute


@pytest.mark.parametrize(
    ("reason", "attribute"),
    [
        ("because", "because"),
        ("", "unknown"),
        ("half \ud800 and \x00 a line\nmore", "half \\ud800 and \\x00 a line\\nmore"),
        ("é" * 2000, "é" * (LONGEST_REASON // 2)),
        ("a" + "é" * 2000, "a" + "é" * (LONGEST_REASON // 2 - 1)),  # no half letter
    ],
)
def test_a_reason_becomes_a_short_line(reason, attribute):
    assert as_attribute(reason) == attribute
