"""Which texts of a large file are embedded, and how the verdict reports it."""

import io
import random

import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.batch import Limits, Texts
from functions.score.encoder.hashing import HashingEncoder
from functions.score.handler import score_object
from functions.score.policy import ThresholdPolicy
from functions.score.texts.sampling import Sampling, drawing_order, drawn, generator

WORDS = ["cat", "dog", "hen", "cow", "fox", "owl", "ant", "bee", "elk", "rat"]
CALM = [f"the {a} and the {b} saw a {c}" for a in WORDS for b in WORDS for c in WORDS]
random.Random(0).shuffle(CALM)  # noqa: S311 - rows in any order
OTHER = [f"bond yields of {a} fell by {b} points in {c}" for a in WORDS for b in WORDS for c in WORDS]


class Counting(HashingEncoder):
    texts = 0

    def encode(self, texts, *, progress=None):
        self.texts += len(texts)
        return super().encode(texts, progress=progress)


def csv(texts):
    return ("text\n" + "\n".join(texts) + "\n").encode()


@pytest.fixture
def scored(make_tools):
    """Score drift texts against baseline texts; return the verdict and how many texts were embedded."""

    def score(baseline, drift, **parts):
        encoder = Counting()
        store = MemoryStore()
        tools = make_tools(store, encoder=lambda: encoder, **parts)
        for key, texts in (("baselines/a.csv", baseline), ("drifts/a/1.csv", drift)):
            data = csv(texts)
            info = store.put(key, io.BytesIO(data), len(data))
        event = ObjectCreated(store.bucket, info.key, etag=info.etag, sequencer="0A")
        return score_object(event, tools).verdict, encoder.texts

    return score


def text_of(verdict):
    (column,) = verdict.columns
    return column.text


def test_a_small_file_is_embedded_whole_and_its_score_is_exact(scored):
    verdict, embedded = scored(CALM[::2], CALM[1::2])
    assert embedded == 1000
    assert text_of(verdict).texts == text_of(verdict).texts_embedded == (500, 500)
    assert text_of(verdict).drift_score_interval is None


def test_a_large_file_without_drift_needs_one_stage(scored):
    verdict, embedded = scored(CALM[::2], CALM[1::2], sampling=Sampling(full_rows=200))
    assert embedded == 500 + 200
    assert text_of(verdict).texts == (500, 500)
    assert text_of(verdict).texts_embedded == (500, 200)
    assert not verdict.drifted


def test_a_large_file_with_clear_drift_needs_one_stage(scored):
    verdict, embedded = scored(CALM[::2], OTHER[1::2], sampling=Sampling(full_rows=200))
    assert embedded == 500 + 200
    assert verdict.drifted


def test_an_indecisive_first_stage_is_followed_by_a_second(scored, monkeypatch):
    monkeypatch.setattr("functions.score.statistics.texts.sample_stages.UNREMARKABLE", 1.0)
    drift = CALM[1::2]
    verdict, embedded = scored(CALM[::2], drift, sampling=Sampling(full_rows=200))
    assert embedded == 500 + len(drift), "the second stage reuses the texts of the first"
    assert text_of(verdict).texts_embedded == (500, len(drift))


def test_the_interval_contains_the_score_of_the_whole_file(scored):
    sampled, _ = scored(CALM[::2], OTHER[1::2], sampling=Sampling(full_rows=200))
    whole, _ = scored(CALM[::2], OTHER[1::2], sampling=Sampling(full_rows=None))
    interval = text_of(sampled).drift_score_interval
    assert interval.low <= whole.drift_score <= interval.high
    assert interval.low <= sampled.drift_score <= interval.high
    assert sampled.drifted == whole.drifted


def test_the_threshold_policy_needs_a_second_stage_near_a_threshold(scored):
    drift = CALM[1::2] + OTHER[:270]
    parts = {"policy": lambda _: ThresholdPolicy(), "sampling": Sampling(full_rows=100)}
    whole, _ = scored(CALM[::2], drift, **parts | {"sampling": Sampling(full_rows=None)})
    assert whole.drift_score == pytest.approx(0.1, abs=0.03)
    verdict, _ = scored(CALM[::2], drift, **parts)
    assert text_of(verdict).texts_embedded == (500, len(drift))
    assert verdict.drift_score == whole.drift_score
    plain, _ = scored(CALM[::2], OTHER[1::2], **parts)
    assert text_of(plain).texts_embedded == (500, 100)


def test_the_sample_is_reproducible(scored):
    first, _ = scored(CALM[::2], CALM[1::2], sampling=Sampling(full_rows=200))
    again, _ = scored(CALM[::2], CALM[1::2], sampling=Sampling(full_rows=200))
    assert first.columns == again.columns


def test_a_large_baseline_is_sampled(scored, monkeypatch):
    monkeypatch.setattr("functions.score.texts.sampling.BASELINE_TEXTS", 300)
    verdict, embedded = scored(CALM, CALM[::5], sampling=Sampling(full_rows=250))
    assert text_of(verdict).texts == (1000, 200)
    assert text_of(verdict).texts_embedded == (300, 200)
    assert embedded <= 500
    assert verdict.columns[0].before["count"] == 1000


@pytest.mark.parametrize(
    ("full_rows", "texts", "expected"),
    [
        (2000, 2000, (2000, 2000, 2000)),
        (2000, 2001, (2001, 1000, 2001)),
        (2000, 90_000, (5000, 1000, 5000)),
        (300, 1000, (1000, 300, 1000)),
        (10_000, 9000, (9000, 9000, 5000)),
        (None, 90_000, (90_000, 90_000, 5000)),
    ],
)
def test_sample_sizes(full_rows, texts, expected):
    sampling = Sampling(full_rows)
    assert (
        sampling.of_baseline(texts),
        sampling.first_sample(texts),
        sampling.second_sample(texts),
    ) == expected


def test_a_longer_sample_extends_a_shorter_one_in_the_files_order():
    whole = Texts([f"text {row}" for row in range(100)], list(range(100, 200)), 100)
    order = drawing_order(100, generator(b"seed", "sample"))
    few, many = drawn(whole, order, 10), drawn(whole, order, 40)
    assert set(few.texts) < set(many.texts)
    assert few.rows == sorted(few.rows)
    assert all(text == f"text {row - 100}" for text, row in zip(many.texts, many.rows, strict=True))
    assert order != drawing_order(100, generator(b"other seed", "sample"))


def test_a_file_too_large_for_memory_is_compared_by_a_sample_of_its_rows(scored):
    limits = Limits(whole_bytes=1000, chunk_bytes=500, sample_rows=300)
    verdict, embedded = scored(CALM[::2], CALM[1::2], limits=limits)
    assert (verdict.drift.rows, verdict.drift.rows_compared) == (500, 300)
    assert (verdict.baseline.rows, verdict.baseline.rows_compared) == (500, 300)
    assert text_of(verdict).texts == (500, 500)
    assert text_of(verdict).texts_embedded == (300, 300)
    assert text_of(verdict).drift_score_interval is not None
    assert embedded == 600
    assert not verdict.drifted
    drifting, _ = scored(CALM[::2], OTHER[::2], limits=limits)
    assert drifting.drifted
    novel = text_of(drifting).explanation.novel_rows[0]
    assert OTHER[::2][novel.row - 1] == novel.text
