"""Settings files that are deep, or have huge numbers or names, are one clear error at once."""

import time

import pytest

from common.errors import BatchError
from functions.score.baseline import settings

HOSTILE = {
    "infinite": b"minimum_shift = inf",
    "no number": b"alpha = nan",
    "beyond every float": b"alpha = 1e999",
    "open brackets": b"[" * 30_000,
    "deep": b"ignored = " + b"[" * 30_000,
    "deep in many lines": b"ignored = [\n" + b"[\n" * 15_000,
    "digits": b"accept_after = " + b"9" * 5000,
    "digits with marks": b"accept_after = 9_9" + b"_9" * 5000,
    "hexadecimal digits": b"accept_after = 0x" + b"f" * 5000,
    "dotted key": b".".join([b"a"] * 30_000) + b" = 1",
    "dotted key in quotes": b".".join([b'"a"'] * 15_000) + b" = 1",
    "objects in objects": b"a = " + b"{a = " * 10_000,
    "many tables": b"\n".join(b"[a." + b"a." * 15 + b"%d]" % number for number in range(1800)),
    "long name": b'kinds."' + b"k" * 60_000 + b'" = "nothing"',
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_settings_file_is_one_short_error_at_once(data):
    begin = time.process_time()
    with pytest.raises(BatchError) as caught:
        settings.parse("baselines/a.driftline.toml", data)
    assert (caught.value.kind, caught.value.key) == ("broken_settings", "baselines/a.driftline.toml")
    assert len(caught.value.message) < 1000
    assert time.process_time() - begin < 1  # some took 9


def test_columns_with_dots_and_brackets_can_be_named():
    data = b'ignored = ["a.b.c", "[x]", "{y}"]\n[kinds]\n"a.b.c.d" = "text"'
    assert settings.parse("k", data).kinds == {"a.b.c.d": "text"}
