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
    """Return texts with embeddings about one direction for each topic."""
    names = [*OLD, "new"]
    rows = np.eye(len(names), 24)[[names.index(topic) for topic in topics]]
    rows = rows + rng.normal(size=rows.shape) / 5
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return EmbeddedTexts(
        texts, [first_row + 2 * row for row in range(len(texts))], rows.astype(np.float32), len(texts)
    )


def old(count, rng, first_row=0):
    topics = rng.choice(list(OLD), size=count).tolist()
    texts = [f"{OLD[topic]} {rng.integers(10**6)}" for topic in topics]
    return column(texts, topics, rng, first_row)


def joined(*columns):
    return EmbeddedTexts(
        [text for one in columns for text in one.texts],
        [row for one in columns for row in one.rows],
        np.concatenate([one.embeddings for one in columns]),
        sum(len(one.texts) for one in columns),
    )


def drifted(rng):
    """Return a baseline, a drift file whose last 60 rows are new, and their novelty."""
    new = column([f"{NEW} {number}" for number in range(60)], ["new"] * 60, rng, first_row=1000)
    novelty = [(row, 0.5) for row in range(240)] + [(240 + row, 0.001 + row / 10**6) for row in range(60)]
    return old(500, rng), joined(old(240, rng), new), novelty


def explained(baseline, drift, novelty=(), *, show_rows=True):
    axes = principal_axes(baseline.moments, drift.moments, baseline.known.axes)
    return explain_text(baseline, drift, novelty, axes, rng=np.random.default_rng(0), show_rows=show_rows)


def test_rows_words_and_groups_tell_what_is_new():
    found = explained(*drifted(np.random.default_rng(1)))
    assert len(found.novel_rows) == MAX_NOVEL_ROWS
    assert [row.row for row in found.novel_rows[:3]] == [1001, 1003, 1005]
    assert [row.p_value for row in found.novel_rows[:2]] == [0.001, 0.001001]
    assert found.novel_rows[0].text == f"{NEW} 0"
    assert any("software" in word.phrase for word in found.came)
    grown = [cluster for cluster in found.clusters if cluster.changed and cluster.after > cluster.before]
    assert sum(cluster.before for cluster in grown) <= 0.01
    assert sum(cluster.after for cluster in grown) == pytest.approx(0.2, abs=0.01)
    for cluster in grown:
        assert any("software" in word for word in cluster.words)
        assert all(text.startswith(NEW) for text in cluster.typical)


def test_without_drift_nothing_is_called_new():
    rng = np.random.default_rng(2)
    words = groups = 0
    for _ in range(20):
        p_values = (1 + rng.permutation(300)) / 301
        found = explained(old(500, rng), old(300, rng), list(enumerate(p_values.tolist())))
        assert found.novel_rows == []
        words += bool(found.came or found.went)
        groups += any(cluster.changed for cluster in found.clusters)
    assert max(words, groups) <= 4  # 5 % of 20 is 1; more than 4 come by chance in 3 runs of a thousand


def test_private_rows_leave_numbers_alone():
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

    def said(value):
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            value = list(value.values())
        return [text for one in value for text in said(one)] if isinstance(value, list | tuple) else []

    assert said(private.model_dump()) == []
    assert said(shown.model_dump())


def test_of_equal_texts_one_is_named():
    rng = np.random.default_rng(3)
    baseline, drift, novelty = drifted(rng)
    drift.texts[240:] = [NEW] * 59 + ["another text"]
    found = explained(baseline, drift, novelty)
    assert [(row.row, row.text) for row in found.novel_rows] == [(1001, NEW), (1119, "another text")]


@pytest.mark.parametrize(
    ("p_values", "novel"),
    [
        ([], []),
        ([0.9, 0.3, 0.5], []),
        ([0.06, 0.9, 0.05], [2, 0]),  # both below 2 / 3 of 20 %
        ([0.07, 0.9, 0.9], []),  # above 1 / 3 of 20 %
        ([0.001] * 3, [0, 1, 2]),
    ],
)
def test_at_most_one_novel_row_in_five_is_due_to_chance(p_values, novel):
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
    found = explained(baseline, drift, novelty, show_rows=show_rows)
    written = json.dumps(found.model_dump(), ensure_ascii=False, allow_nan=False)
    assert len(written.encode()) <= MOST_BYTES  # which a lone surrogate would not survive


def test_the_largest_explanation_is_bounded():
    rng = np.random.default_rng(5)
    topics = rng.choice([*OLD, "new"], size=(2, 600), p=[0.1, 0.1, 0.1, 0.7]).tolist()
    letters = ["𓀀", "𓀁", "𓀂", "𓀃", "𓀄", "𓀅"]

    def text(topic, side):
        words = ["".join(rng.choice(letters[:3] if side else letters[3:], size=6)) for _ in range(9)]
        return f"{letters[len(topic)] * 40} {' '.join(words)} {rng.integers(10**9)} " + "\U00013005" * 200

    baseline, drift = (
        column([text(topic, side) for topic in topics[side]], topics[side], rng) for side in (0, 1)
    )
    found = explained(baseline, drift, [(row, 0.001) for row in range(600)])
    assert len(found.novel_rows) == MAX_NOVEL_ROWS
    assert len(found.clusters) == 6
    assert len(json.dumps(found.model_dump(), ensure_ascii=False).encode()) <= MOST_BYTES


def test_two_rows_against_two_are_explained():
    rng = np.random.default_rng(6)
    found = explained(old(2, rng), old(2, rng), [(0, 0.3), (1, 1.0)])
    assert found == TextExplanation(novel_rows=[], came=[], went=[], clusters=[])


def test_of_many_rows_a_sample_is_read():
    rng = np.random.default_rng(7)
    found = explained(old(300, rng), old(5200, rng), [(5199, 1e-5)])
    assert [row.row for row in found.novel_rows] == [2 * 5199 + 1]
    assert sum(cluster.before for cluster in found.clusters) <= 1
