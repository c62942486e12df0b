"""Very long texts are cut before they are tokenized, in a way that short ones do not notice."""

from functions.score.encoder import extracts


def test_a_beginning_ends_with_a_word():
    text = "word " * 1000
    assert extracts.beginning(text, 10) == "word " * 16 + "word"
    assert extracts.beginning("word", 10) == "word"
    assert extracts.beginning("x" * 1000, 10) == "x" * 80


def test_extracts_are_spread_evenly():
    text = "".join(f"{number:04d}" for number in range(1000))
    parts = extracts.extracts(text, 1, 4)
    assert parts == [text[:8], text[1330:1338], text[2661:2669], text[-8:]]
    assert extracts.extracts("short", 1, 4) == ["short"]


def test_batches_are_bounded_by_characters_and_number(monkeypatch):
    monkeypatch.setattr(extracts, "BATCH_CHARACTERS", 10)
    monkeypatch.setattr(extracts, "BATCH_TEXTS", 3)
    texts = ["a"] * 4 + ["b" * 9, "c" * 50, "d"]
    assert list(extracts.batches(texts)) == [["a"] * 3, ["a", "b" * 9], ["c" * 50], ["d"]]
    assert list(extracts.batches([])) == []
