import json

import numpy as np
import pytest

from common.verdict.column import TextExplanation
from functions.score.explanation.text_column import MAX_NOVEL_ROWS, explain_text, novel_positions
from functions.score.statistics.explanation.principal_axes import principal_axes
from functions.score.texts.embedded import EmbeddedTexts

MOST_BYTES = 12 * 1024
OLD = {
    "sea": "the ship sailed over the calm sea to a harbour",
    "law": "a court of law heard the judge and the jury",
    "food": "she cooked soup and bread in the warm kitchen",
}
NEW = "the new software crashed on my computer today"


def column(texts, topics, rng, first_row=0):
    """Return texts with embeddings around one direction per topic."""
    names = [*OLD, "new"]
    rows = np.eye(len(names), 24)[[names.index(topic) for topic in topics]]
    rows = rows + rng.normal(size=rows.shape) / 5
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers = [first_row + 2 * row for row in range(len(texts))]
    return EmbeddedTexts(numbers, rows.astype(np.float32), len(texts), texts)


def old(count, rng, first_row=0):
    topics = rng.choice(list(OLD), size=count).tolist()
    texts = [f"{OLD[topic]} {rng.integers(10**6)}" for topic in topics]
    return column(texts, topics, rng, first_row)


def joined(*columns):
    return EmbeddedTexts(
        [row for one in columns for row in one.rows],
        np.concatenate([one.embeddings for one in columns]),
        sum(len(one.texts) for one in columns),
        [text for one in columns for text in one.texts],
    )


def drifted(rng):
    """Return a baseline, a drift file whose last 60 rows are a new topic, and the rows' novelty."""
    new = column([f"{NEW} {number}" for number in range(60)], ["new"] * 60, rng, first_row=1000)
    novelty = [(row, 0.5) for row in range(240)] + [(240 + row, 0.001 + row / 10**6) for row in range(60)]
    return old(500, rng), joined(old(240, rng), new), novelty


def explained(baseline, drift, novelty=(), *, show_rows=True):
    axes = principal_axes(baseline.moments, drift.moments, baseline.landmarks.axes)
    return explain_text(baseline, drift, novelty, axes, rng=np.random.default_rng(0), show_rows=show_rows)


def test_novel_rows_words_and_groups_show_the_new_topic():
    explanation = explained(*drifted(np.random.default_rng(1)))
    assert len(explanation.novel_rows) == MAX_NOVEL_ROWS
    assert [row.row for row in explanation.novel_rows[:3]] == [1001, 1003, 1005]
    assert [row.p_value for row in explanation.novel_rows[:2]] == [0.001, 0.001001]
    assert explanation.novel_rows[0].text == f"{NEW} 0"
    assert any("software" in word.phrase for word in explanation.came)
    grown = [
        cluster for cluster in explanation.clusters if cluster.changed and cluster.after > cluster.before
    ]
    assert sum(cluster.before for cluster in grown) <= 0.01
    assert sum(cluster.after for cluster in grown) == pytest.approx(0.2, abs=0.01)
    for cluster in grown:
        assert any("software" in word for word in cluster.words)
        assert all(text.startswith(NEW) for text in cluster.typical)


def test_without_drift_hardly_anything_is_listed():
    rng = np.random.default_rng(2)
    words = groups = 0
    for _ in range(20):
        p_values = (1 + rng.permutation(300)) / 301
        explanation = explained(old(500, rng), old(300, rng), list(enumerate(p_values.tolist())))
        assert explanation.novel_rows == []
        words += bool(explanation.came or explanation.went)
        groups += any(cluster.changed for cluster in explanation.clusters)
    assert max(words, groups) <= 4  # 5% of 20 is 1; the probability of more than 4 is 0.003


def test_private_rows_hide_texts_and_keep_numbers():
    shown, private = (
        explained(*drifted(np.random.default_rng(1)), show_rows=show_rows) for show_rows in (True, False)
    )
    assert [(row.row, row.p_value) for row in private.novel_rows] == [
        (row.row, row.p_value) for row in shown.novel_rows
    ]
    assert [(word.z, word.before, word.after) for word in private.came] == [
        (word.z, word.before, word.after) for word in shown.came
    ]
    assert [cluster.after for cluster in private.clusters] == [cluster.after for cluster in shown.clusters]

    def strings(value):
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            value = list(value.values())
        return [text for one in value for text in strings(one)] if isinstance(value, list | tuple) else []

    assert strings(private.model_dump()) == []
    assert strings(shown.model_dump())


def test_equal_novel_texts_are_listed_once():
    rng = np.random.default_rng(3)
    baseline, drift, novelty = drifted(rng)
    drift.texts[240:] = [NEW] * 59 + ["another text"]
    explanation = explained(baseline, drift, novelty)
    assert [(row.row, row.text) for row in explanation.novel_rows] == [(1001, NEW), (1119, "another text")]


@pytest.mark.parametrize(
    ("p_values", "novel"),
    [
        ([], []),
        ([0.9, 0.3, 0.5], []),
        ([0.06, 0.9, 0.05], [2, 0]),  # both below 2 / 3 of 20%
        ([0.07, 0.9, 0.9], []),  # above 1 / 3 of 20%
        ([0.001] * 3, [0, 1, 2]),
    ],
)
def test_novel_rows_are_discoveries_at_a_rate_of_a_fifth(p_values, novel):
    assert novel_positions(list(enumerate(p_values))) == novel


HOSTILE = [
    '"\\' * 5000,
    "\U0001f600" * 400,
    "汉" * 10**5,
    "<script>alert(1)</script>" * 99,
    "\ud800\x00\u202e",
    "?!",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("show_rows", [True, False])
def test_hostile_texts_are_explained_in_few_bytes(hostile, show_rows):
    rng = np.random.default_rng(4)
    baseline, drift, novelty = drifted(rng)
    drift.texts[240:] = [f"{number} {hostile}" for number in range(60)]
    baseline.texts[:] = [f"{hostile} {text} {hostile}" for text in baseline.texts]
    explanation = explained(baseline, drift, novelty, show_rows=show_rows)
    encoded = json.dumps(explanation.model_dump(), ensure_ascii=False, allow_nan=False)
    assert len(encoded.encode()) <= MOST_BYTES  # raises for a lone surrogate


def test_the_largest_explanation_is_bounded():
    rng = np.random.default_rng(5)
    topics = rng.choice([*OLD, "new"], size=(2, 600), p=[0.1, 0.1, 0.1, 0.7]).tolist()
    letters = ["𓀀", "𓀁", "𓀂", "𓀃", "𓀄", "𓀅"]

    def text(topic, file):
        words = ["".join(rng.choice(letters[:3] if file else letters[3:], size=6)) for _ in range(9)]
        return f"{letters[len(topic)] * 40} {' '.join(words)} {rng.integers(10**9)} " + "\U00013005" * 200

    baseline, drift = (
        column([text(topic, file) for topic in topics[file]], topics[file], rng) for file in (0, 1)
    )
    explanation = explained(baseline, drift, [(row, 0.001) for row in range(600)])
    assert len(explanation.novel_rows) == MAX_NOVEL_ROWS
    assert len(explanation.clusters) == 6
    assert len(json.dumps(explanation.model_dump(), ensure_ascii=False).encode()) <= MOST_BYTES


def test_two_rows_against_two_are_explained():
    rng = np.random.default_rng(6)
    explanation = explained(old(2, rng), old(2, rng), [(0, 0.3), (1, 1.0)])
    assert explanation == TextExplanation(novel_rows=[], came=[], went=[], clusters=[])


def test_a_sample_of_many_rows_is_grouped():
    rng = np.random.default_rng(7)
    explanation = explained(old(300, rng), old(5200, rng), [(5199, 1e-5)])
    assert [row.row for row in explanation.novel_rows] == [2 * 5199 + 1]
    assert sum(cluster.before for cluster in explanation.clusters) <= 1
