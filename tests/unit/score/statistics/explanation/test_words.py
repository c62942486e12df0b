import csv
from pathlib import Path

import numpy as np
import pytest

import functions.samples
from functions.score.statistics.explanation.frequencies import PRIOR
from functions.score.statistics.explanation.terms import terms_of
from functions.score.statistics.explanation.word_stream import WordStream
from functions.score.statistics.explanation.words import compare_words, typical_words

SAMPLES = Path(functions.samples.__file__).parent
FILLER = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]


def texts_of(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def filler(count, rng):
    return [" ".join(rng.choice(FILLER, size=6)) for _ in range(count)]


def with_words(count, extra, share, rng):
    return [f"{text} {extra}" if rng.random() < share else text for text in filler(count, rng)]


def changed_words(baseline, drift, most=10):
    after = np.repeat([False, True], [len(baseline), len(drift)])
    return compare_words(terms_of(WordStream.of([*baseline, *drift])), ~after, after, most=most)


def phrases(changes):
    return [change.phrase for change in changes]


def test_two_samples_of_one_population_rarely_list_a_term():
    texts = texts_of("baseline.csv") + texts_of("drifts/more-of-the-same.csv")
    rng = np.random.default_rng(4)
    listed = 0
    for _ in range(60):
        order = [texts[row] for row in rng.permutation(len(texts))]
        changes = changed_words(order[:400], order[400:])
        listed += bool(changes.came or changes.went)
    assert listed <= 6  # 5% of 60 is 3; the probability of more than 6 is 0.03


def test_real_texts_of_another_topic_differ_in_their_words():
    changes = changed_words(texts_of("baseline.csv"), texts_of("drifts/animals-and-plants.csv"))
    assert {"flowers", "tropical", "leaves"} <= set(phrases(changes.came))
    assert "made" in phrases(changes.went)
    assert all(change.z > 0 and change.after > change.before for change in changes.came)
    assert all(change.z < 0 and change.after < change.before for change in changes.went)


def test_shares_count_rows_and_z_is_the_log_odds_ratio_in_standard_errors():
    baseline = ["common"] * 90 + ["common rare", "rare common"] * 5
    drift = ["common"] * 50 + ["common rare", "rare common"] * 25
    (change,) = changed_words(baseline, drift).came
    assert (change.phrase, change.before, change.after) == ("rare", 0.1, 0.5)
    prior, prior_total = PRIOR * 60, PRIOR * 260
    odds = [np.log((y + prior) / (n + prior_total - y - prior)) for y, n in ((10, 110), (50, 150))]
    assert change.z == pytest.approx((odds[1] - odds[0]) / np.sqrt(1 / (10 + prior) + 1 / (50 + prior)))


def test_a_row_that_repeats_a_word_a_thousand_times_counts_once():
    rng = np.random.default_rng(0)
    drift = filler(200, rng)
    drift[7] = "spam " * 1000
    changes = changed_words(filler(200, rng), drift)
    assert changes.came == changes.went == ()


def test_words_that_always_occur_together_are_listed_once():
    rng = np.random.default_rng(1)
    changes = changed_words(filler(300, rng), with_words(300, "central bank interest rate", 0.4, rng))
    assert phrases(changes.came) == ["central bank interest rate"]


def test_a_word_that_also_occurs_alone_is_listed_besides_its_phrase():
    rng = np.random.default_rng(2)
    drift = with_words(300, "new york", 0.3, rng) + with_words(300, "york minster", 0.3, rng)
    assert set(phrases(changed_words(filler(600, rng), drift).came)) == {"new york", "york minster"}
    drift = [text.replace("york minster", "york") for text in drift]
    assert "york" in phrases(changed_words(filler(600, rng), drift).came)[0]


def test_a_phrase_can_change_without_its_words():
    rng = np.random.default_rng(3)
    baseline, drift = ([f"{text} {words}" for text in filler(300, rng)] for words in ("good not", "not good"))
    changes = changed_words(baseline, drift)
    assert phrases(changes.came) == ["not good"]
    assert phrases(changes.went) == ["good not"]


def test_chinese_words_are_built_from_their_characters():
    old = ["今天天气很好", "我们去公园", "她喜欢看书", "他在家做饭"] * 50
    new = ["今天天气很好", "我们去公园", "人工智能改变世界", "他用人工智能做饭"] * 50
    assert "人工智能" in phrases(changed_words(old, new).came)


def test_longer_texts_with_the_same_words_list_nothing():
    rng = np.random.default_rng(5)
    names = [f"w{number}" for number in range(400)]
    baseline = [" ".join(rng.choice(names, size=10)) for _ in range(400)]
    drift = [" ".join(rng.choice(names, size=20)) for _ in range(400)]
    changes = changed_words(baseline, drift)
    assert len(changes.came) + len(changes.went) == 0


def test_the_strongest_terms_are_returned_up_to_the_limit():
    changes = changed_words(texts_of("baseline.csv"), texts_of("drifts/animals-and-plants.csv"), most=3)
    assert len(changes.came) == len(changes.went) == 3
    assert [abs(change.z) for change in changes.came] == sorted(
        (abs(change.z) for change in changes.came), reverse=True
    )


def test_typical_words_of_a_group_ignore_rows_outside_both_sets():
    texts = ["red apple"] * 20 + ["green pear"] * 20 + ["blue sky"] * 20
    rows = np.arange(60)
    others = (rows >= 20) & (rows < 40)
    assert typical_words(terms_of(WordStream.of(texts)), others, rows < 20, most=5) == ("red apple",)


@pytest.mark.parametrize(
    "hostile",
    [
        ["x" * 10**5] * 50,
        ["a " * 10**5] * 50,
        ["?!"] * 50,
        ["\ud800\udc00 \udfff"] * 50,
        ["🙂🙂🙂"] * 50,
        ["العربية لغة \u202e جميلة"] * 50,
        ["\u0301" * 1000] * 50,
        ["'" * 5000] * 50,
        [""] * 50,
        [],
        ["one"],
    ],
)
def test_hostile_texts_give_finite_numbers(hostile):
    plain = filler(50, np.random.default_rng(0))
    for before, after in ((plain, hostile), (hostile, plain), (hostile, hostile)):
        changes = changed_words(before, after)
        for change in (*changes.came, *changes.went):
            assert np.isfinite([change.z, change.before, change.after]).all()
            assert change.phrase
