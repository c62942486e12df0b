"""No regular expression takes more than linear time for any text, so that a cell cannot occupy a process."""

import re

import pytest
from attack import patterns

SIZES = (2000, 4000, 8000, 16_000)
WORTH_MEASURING = 0.0005  # seconds at the first size; what is quadratic takes more
GROWTH = 3  # per doubling; 2 is linear, 4 is quadratic
FAR_TOO_LONG = 0.2  # seconds, even for the last size
SHORT, HOPELESS = 100, 0.02  # a length for which no pattern may take so many seconds


def grows(one):
    """Return a text for which a pattern's work grows faster than linearly, and its seconds."""
    for make in patterns.texts(one.pattern):
        if patterns.seconds(one, make(SHORT)) > HOPELESS:
            return make(12), HOPELESS
        if patterns.seconds(one, make(SIZES[0])) < WORTH_MEASURING:
            continue
        times = []
        for size in SIZES:
            times.append(patterns.seconds(one, make(size), repeats=3))
            if times[-1] > FAR_TOO_LONG:
                return make(12), times
        if times[-1] > GROWTH ** (len(SIZES) - 1) * times[0]:
            return make(12), times
    return None


EVERY = patterns.every_pattern()


def test_the_patterns_are_found():
    names = {one.name for one in EVERY}
    assert len(EVERY) > 100
    assert "functions.score.batch.cell_forms.date_patterns.PATTERNS" in names  # in tuples of a tuple
    assert "functions.score.batch.kinds.formats.FORMATS" in names  # in a dictionary
    assert any(one.anywhere for one in EVERY if one.name.endswith("masking._ALWAYS"))


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.name}-{EVERY.index(one)}")
def test_work_grows_linearly_with_the_text(one):
    assert grows(one) is None


@pytest.mark.parametrize(("begin", "unit", "end"), [("", "/a", " x"), ("(", ")", "a")])
def test_texts_that_took_long_once(begin, unit, end):
    for one in EVERY:
        text = begin + unit * (SIZES[-1] // len(unit)) + end
        whole = text if isinstance(one.pattern.pattern, str) else text.encode()
        assert patterns.seconds(one, whole) < FAR_TOO_LONG, one.name


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [(r"(?:\d+[ -]?){2}x", False), (r"[\d.,]*\d[\d.,]*%", False), (r"\w+\d", True)],
)
def test_a_pattern_that_grows_faster_is_found(pattern, anywhere):
    assert grows(patterns.Named("", re.compile(pattern), anywhere))
