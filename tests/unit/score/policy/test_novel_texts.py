"""Texts unlike any in the baseline count where the changed share varies anyway."""

import pytest

from functions.score.comparison.text_column import hypothesis
from functions.score.policy import CalibratedPolicy, FileEvidence, ScoredText, Variation
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import (
    CHANGED_SHARE,
    NOVEL,
    Interval,
    Test,
    TextEvidence,
    Undefined,
)
from functions.score.statistics.hypothesis import column_evidence
from functions.score.statistics.novel_share import NovelShare
from functions.score.statistics.usual import Usual

CHANGED = 0.3
USUAL = 0.5, 0.06


@pytest.fixture
def decide():
    """Return a function that decides on a text column; `usual`: up to which changed and novel share."""

    def decide(novel, usual=(0.0, 0.0), p_value=0.001, kind="text"):
        text = TextEvidence(
            tests=(Test("novelty", 5.0, p_value),),
            p_value=p_value,
            permutations=999,
            rows_tested=(1600, 100),
            debiased_score=0.02,
            score_interval=Undefined("not asked here"),
            changed_share=Interval(CHANGED, 0.2, 0.4, 0.95),
            detectable_share=0.1,
            novelty=(),
            novel_share=novel,
        )
        scored = ScoredText(0.02, text)
        column = column_evidence("review", kind, [hypothesis(scored)], ({}, {}))
        limits = {
            EffectKey("review", name): size for name, size in zip((CHANGED_SHARE, NOVEL), usual, strict=True)
        }
        return CalibratedPolicy().decide(
            FileEvidence(
                (column,),
                {"review": scored},
                rows=(1600, 100),
                variation=Variation(Usual(20, differ=any(usual), limits=limits), "the last 20 files"),
            )
        )

    return decide


def test_novel_texts_are_drift_where_the_changed_share_is_usual(decide):
    decision = decide(NovelShare(0.17, 0.01, 0.03), USUAL)
    assert decision.drifted
    assert decision.columns["review"].effect_name == NOVEL
    (reason,) = decision.reasons
    assert reason == (
        "review: 17% of texts are unlike any in the baseline "
        "(up to 3% by chance; usual: up to 6% of rows; p = 0.001)"
    )


def test_vectors_are_called_so(decide):
    (reason,) = decide(NovelShare(0.17, 0.01, 0.03), USUAL, kind="embedding").reasons
    assert reason.startswith("review: 17% of vectors are unlike any in the baseline")


@pytest.mark.parametrize(
    ("novel", "p_value"), [(NovelShare(0.06, 0.01, 0.03), 0.001), (NovelShare(0.17, 0.01, 0.03), 0.2)]
)
def test_usual_novelty_and_chance_are_no_drift(decide, novel, p_value):
    assert not decide(novel, USUAL, p_value).drifted


def test_the_changed_share_says_it_too(decide):
    assert decide(NovelShare(0.17, 0.01, 0.03)).reasons == [
        "review: about 30% of rows changed (95% interval 20% to 40%; p = 0.001)"
    ]
