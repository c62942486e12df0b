import json

import pytest

from functions.score.statistics.explanation.excerpt import excerpt


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("  two\n\tlines\u2028here ", "two lines here"),
        ("the quick brown fox jumps", "the quick brown fox…"),
        ("the quick brown foxy jumps", "the quick brown…"),
        ("exactly twenty signs", "exactly twenty signs"),
        ("exactly twenty signs.", "exactly twenty…"),
        ("x" * 100_000, "x" * 19 + "…"),
        ("a" + " " * 100_000 + "b", "a…"),
        ("bell\x07 and\x1b[31m red\x00", "bell and[31m red"),
        ("a\u202eb\u2066c\ufeffd\u00ade", "abcde"),
        ("नहीं\u200cक्या 👩\u200d💻", "नहीं\u200cक्या 👩\u200d💻"),
        ("lone \ud83d half", "lone half"),
        ("", ""),
        ("\x00\x01", ""),
        ("今天天气很好我们去公园今天天气很好我们去公园", "今天天气很好我们去公园今天天气很好我们…"),
        ("e\u0301" * 20, "e\u0301" * 9 + "…"),
    ],
)
def test_excerpts_have_one_line_and_end_after_a_word(text, shown):
    assert excerpt(text, characters=20, size=400) == shown


@pytest.mark.parametrize("text", ["\U0001f600" * 300, '"\\' * 300, "हिन्दी " * 60, "a" * 300, "é" * 41])
def test_the_size_limits_the_bytes_of_json(text):
    shown = excerpt(text, characters=160, size=80)
    assert 60 <= len(json.dumps(shown, ensure_ascii=False).encode()) - 2 <= 80
    assert shown.endswith("…")
