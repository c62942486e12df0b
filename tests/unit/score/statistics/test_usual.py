"""What is usual among batches: only if they differ, per effect, whatever one odd batch does."""

import math

import numpy as np
import pytest

from functions.score.statistics.effects import UNSIZED, EffectKey, Measured, effects_of
from functions.score.statistics.evidence import EXCESS_DISTANCE, MISSING, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.usual import FEWEST, UNKNOWN, Usual, for_rows, usual

NAMES = {EXCESS_DISTANCE, MISSING}
DELAY, GAPS = EffectKey("delay", EXCESS_DISTANCE), EffectKey("delay", MISSING)


def batches(sizes, p_value=0.001, key=DELAY):
    return [{key: Measured(size, p_value)} for size in sizes]


def test_batches_that_do_not_differ_make_nothing_usual():
    rng = np.random.default_rng(0)
    alike = [{DELAY: Measured(0.05, p)} for p in rng.uniform(size=20)]
    assert usual(alike, NAMES) == usual(batches([0.3] * 20, p_value=1.0), NAMES)
    assert not usual(alike, NAMES).differ
    assert usual(alike, NAMES).limit(DELAY) == 0


@pytest.mark.parametrize("effects", [5, 50])
def test_rows_in_random_order_seldom_look_like_a_stream(effects):
    rng = np.random.default_rng(effects)
    keys = [EffectKey(f"x{number}", EXCESS_DISTANCE) for number in range(effects)]
    runs = 300
    found = sum(
        usual(
            [
                {key: Measured(0.1, p) for key, p in zip(keys, rng.uniform(size=effects), strict=True)}
                for _ in range(20)
            ],
            NAMES,
        ).differ
        for _ in range(runs)
    )
    assert found <= 0.025 * runs  # .01 and more than two standard errors


def test_few_batches_say_nothing():
    assert usual(batches([0.5] * (FEWEST - 1)), NAMES) is UNKNOWN
    assert usual([{}] * 20, NAMES) is UNKNOWN


def test_up_to_twice_the_largest_is_usual():
    found = usual(batches([0.2, 0.5, 0.3, 0.6, 0.4, 0.2, 0.5, 0.3, 0.6, 0.4]), NAMES)
    assert found.differ
    assert found.limit(DELAY) == pytest.approx(1.2)


@pytest.mark.parametrize("usual_rows", [50, 400, 10**6])
def test_all_rows_of_a_small_file_are_usual_only_where_chance_alone_changes_all_of_them(usual_rows):
    for share in (0.1, 0.5, 0.8, 0.9, 0.97, 0.99, 1.0):
        batches_differ = Usual(20, differ=True, limits={GAPS: share})
        for rows in range(1, 50):
            limit = for_rows(batches_differ, rows, usual_rows).limit(GAPS)
            assert share <= limit <= 1.0
            assert limit < 1.0 or share**rows > 0.05


def test_an_effect_that_never_occurred_is_never_usual():
    stream = batches([0.2, 0.5, 0.3, 0.6, 0.4, 0.2, 0.5, 0.3])
    stream = [batch | {GAPS: Measured(0.0, 1.0)} for batch in stream]
    assert usual(stream, NAMES).limit(GAPS) == 0
    assert usual(stream, NAMES).limit(EffectKey("other", MISSING)) == 0


def test_a_change_of_unknown_size_is_usual_if_it_occurred():
    column = column_evidence("text", "text", [Hypothesis((Test("one", 0.0, 1e-4),))], ({}, {}))
    effects = effects_of([column])
    key = EffectKey("text", UNSIZED)
    assert effects == {key: Measured(math.inf, 1e-4)}
    assert usual([effects] * 10, NAMES).limit(key) == math.inf
    assert usual([*batches([0.5] * 9), {key: Measured(math.inf, 0.5)}], NAMES).limit(key) == 0


def test_effects_without_a_test_are_left_out():
    known = Hypothesis((Test("one", 0.0, 0.01),), (Effect(MISSING, 0.3),))
    column = column_evidence(
        "x", "numeric", [known, Hypothesis((), (Effect(EXCESS_DISTANCE, 0.2),))], ({}, {})
    )
    assert list(effects_of([column])) == [EffectKey("x", MISSING)]


def test_sizes_that_no_batch_shows_count_and_are_no_batch():
    found = usual(batches([0.2] * 9), NAMES, frequent={DELAY: Measured(0.5, 0.5)})
    assert (found.batches, found.limit(DELAY)) == (9, 1.0)
