import pytest

from common.verdict.document import SchemaChange
from functions.score.policy import CalibratedPolicy, FileEvidence, ScoredText, ThresholdPolicy
from functions.score.policy.threshold import level_of
from functions.score.statistics.evidence import (
    BEYOND_RANGE,
    CHANGED_SHARE,
    DUPLICATED,
    EXCESS_DISTANCE,
    MISSING,
    Effect,
    Interval,
    Test,
    TextEvidence,
    Undefined,
)
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.novel_share import NovelShare

BEFORE = {"count": 1000, "missing": 0, "mean": 5.0, "sd": 1.0, "min": 1.0, "max": 8.0, "share": 0.02}
AFTER = {"count": 225, "missing": 75, "mean": 5.04, "sd": 1.0, "min": 1.0, "max": 9.0, "share": 0.17}


REMOVED = SchemaChange(kind="removed", column="x", sentence="column 'x' is missing")


def scored(score=0.05, p_value=0.5, changed=0.01, detectable=0.12):
    share = changed if isinstance(changed, Undefined) else Interval(changed, changed / 2, changed * 1.5, 0.95)
    return ScoredText(
        score,
        TextEvidence(
            tests=(Test("mean shift", 1.0, p_value),),
            p_value=p_value,
            permutations=999,
            rows_tested=(1000, 300),
            debiased_score=score,
            score_interval=Undefined("not asked here"),
            changed_share=share,
            detectable_share=detectable,
            novelty=(),
            novel_share=NovelShare(0.01, 0.01, 0.03),
        ),
    )


def column(name, kind="numeric", p_value=0.5, effects=()):
    tests = () if p_value is None else (Test("some test", 1.0, p_value),)
    return column_evidence(name, kind, [Hypothesis(tests, effects)], (BEFORE, AFTER), not_tested="why not")


def with_missing(text, p_value, share):
    """Return the evidence of a text column of which a share of cells more is missing."""
    found = text.evidence
    changed = found.changed_share
    effects = () if isinstance(changed, Undefined) else (Effect(CHANGED_SHARE, changed.estimate),)
    missing = Hypothesis((Test("missing cells", share, p_value),), (Effect(MISSING, share),))
    texts = Hypothesis(found.tests, effects, combined=found.p_value)
    after = {"count": 300 - 300 * share, "missing": 300 * share}
    one = column_evidence("text", "text", [texts, missing], (BEFORE, after))
    return FileEvidence((one,), {"text": text}, rows=(1000, 300))


def of_texts(**texts):
    columns = []
    for name, text in texts.items():
        share = text.evidence.changed_share
        effects = () if isinstance(share, Undefined) else (Effect(CHANGED_SHARE, share.estimate),)
        columns.append(column(name, "text", text.evidence.p_value, effects))
    return FileEvidence(tuple(columns), texts, rows=(1000, 300))


def of_columns(*columns, **parts):
    return FileEvidence(tuple(columns), rows=(1000, 300), **parts)


@pytest.mark.parametrize(
    ("score", "level", "drifted"),
    [
        (0.0, "none", False),
        (0.099999, "none", False),
        (0.10, "moderate", True),
        (0.1834, "moderate", True),
        (0.20, "moderate", True),
        (0.200001, "high", True),
        (2.0, "high", True),
    ],
)
def test_the_levels_are_the_documented_ones(score, level, drifted):
    decision = ThresholdPolicy().decide(of_texts(text=scored(score)))
    assert level_of(score) == level
    assert (decision.drifted, decision.update_model) == (drifted, drifted)


def test_the_threshold_policy_names_the_largest_score_first():
    decision = ThresholdPolicy().decide(of_texts(title=scored(0.05), body=scored(0.3), note=scored(0.15)))
    assert decision.reasons == [
        "body: drift score 0.3000 (high, above 0.20)",
        "note: drift score 0.1500 (moderate, 0.10 to 0.20)",
    ]
    calm = ThresholdPolicy().decide(of_texts(text=scored(0.0213)))
    assert calm.reasons == ["text: no drift detected, drift score 0.0213 is below 0.10"]


def test_the_threshold_policy_says_what_it_could_not_score():
    unscored = FileEvidence((), unscored=("body",), rows=(1000, 300))
    assert ThresholdPolicy().decide(unscored).reasons == [
        "body: could not be scored; a file lacks the column, or has too few of its texts or vectors"
    ]
    (reason,) = ThresholdPolicy().decide(of_columns(column("a"))).reasons
    assert reason.endswith("'threshold' scores columns of texts or embeddings alone, and there are none")


@pytest.mark.parametrize(
    ("p_value", "changed", "drifted"),
    [(0.001, 0.3, True), (0.001, 0.019, False), (0.06, 0.9, False), (0.05, 0.02, True)],
)
def test_drift_needs_significance_and_size(p_value, changed, drifted):
    decision = CalibratedPolicy().decide(of_texts(text=scored(0.5, p_value, changed)))
    assert (decision.drifted, decision.update_model) == (drifted, drifted)


def test_the_documented_score_does_not_decide():
    assert not CalibratedPolicy().decide(of_texts(text=scored(0.9, p_value=0.4))).drifted


def test_a_reason_gives_the_changed_share_with_its_interval():
    decision = CalibratedPolicy().decide(of_texts(text=scored(p_value=0.0004, changed=0.4)))
    assert decision.reasons == ["text: about 40% of rows changed (95% interval 20% to 60%; p < 0.001)"]


def test_no_drift_names_the_smallest_detectable_change():
    decision = CalibratedPolicy().decide(of_texts(text=scored()))
    assert decision.finding == "no_drift"
    (reason,) = decision.reasons
    assert reason == (
        "no drift detected; a change in 12% or more of the 'text' rows would probably have been detected, "
        "if the new texts differ as much as the baseline's own groups of texts do"
    )


def test_too_few_rows_is_an_answer_of_its_own():
    decision = CalibratedPolicy().decide(of_texts(text=scored(detectable=Undefined("too few"))))
    assert (decision.finding, decision.drifted) == ("too_few_rows", False)
    assert decision.reasons == [
        "no drift detected, but 300 rows and 1000 baseline rows are too few to detect even a complete change"
    ]


def test_a_file_of_which_no_column_could_be_tested_says_why():
    decision = CalibratedPolicy().decide(of_columns(column("at", "datetime", p_value=None)))
    assert decision.finding == "too_few_rows"
    assert decision.reasons == ["no drift detected, but no column could be tested; at: why not"]


@pytest.mark.parametrize(
    ("rows", "columns", "finding"),
    [
        ((4, 2), 1, "too_few_rows"),  # 15 labellings: no p-value below .067
        ((5, 3), 1, "no_drift"),  # 56
        ((5, 3), 3, "too_few_rows"),  # one of three has to reach .05 / 3
        ((1000, 300), 50, "no_drift"),
    ],
)
def test_a_table_of_too_few_rows_is_no_table_without_drift(rows, columns, finding):
    calm = tuple(column(f"c{number}") for number in range(columns))
    decision = CalibratedPolicy().decide(FileEvidence(calm, rows=rows))
    assert decision.finding == finding
    assert ("too few" in decision.reasons[0]) == (finding == "too_few_rows")
    assert ("in 50 tested columns" in decision.reasons[0]) == (columns == 50)


def test_a_significant_change_below_its_threshold_is_named():
    decision = CalibratedPolicy().decide(of_texts(text=scored(p_value=0.001, changed=0.011)))
    assert decision.finding == "no_drift"
    assert decision.reasons[1] == (
        "text: about 1.1% of rows changed (95% interval 0.5% to 1.7%; p = 0.001); below the threshold of 2%"
    )
    slight = column("a", p_value=1e-4, effects=(Effect(EXCESS_DISTANCE, 0.05),))
    assert CalibratedPolicy().decide(of_columns(slight)).reasons[1] == (
        "a: distribution changed by 0.05 standard deviations (mean 5.00 before, 5.04 now; p < 0.001); "
        "below the threshold of 0.10 standard deviations"
    )


def test_significance_decides_if_no_size_was_measured():
    few = scored(p_value=0.004, changed=Undefined("too few rows"))
    assert CalibratedPolicy().decide(of_texts(text=few)).drifted


def test_an_effect_needs_the_significance_of_its_own_test():
    calm = scored(p_value=0.4, changed=0.05)
    decision = CalibratedPolicy().decide(with_missing(calm, 0.001, 0.01))
    assert not decision.drifted  # too few cells are missing, and the change of the texts is not significant
    assert decision.reasons[1] == (
        "text: missing values rose from 0% to 1% (p = 0.002); below the threshold of 2%"
    )
    changed = CalibratedPolicy().decide(with_missing(scored(p_value=0.001, changed=0.05), 0.4, 0.3))
    assert changed.columns["text"].effect_name == CHANGED_SHARE
    gone = CalibratedPolicy().decide(with_missing(calm, 0.001, 0.2))
    assert gone.reasons == ["text: missing values rose from 0% to 20% (p = 0.002)"]


def test_texts_of_unknown_change_are_drift_and_so_are_their_missing_cells():
    few = scored(p_value=0.001, changed=Undefined("too few rows"))
    decision = CalibratedPolicy().decide(with_missing(few, 1.0, 0.0))
    assert decision.drifted
    unknown = "texts changed (p = 0.002); cannot estimate how many rows: too few rows"
    assert decision.reasons == [f"text: {unknown}"]
    both = CalibratedPolicy().decide(with_missing(few, 0.0001, 0.2))
    assert both.reasons == [f"text: {unknown}; missing values rose from 0% to 20% (p < 0.001)"]
    calm = scored(p_value=0.5, changed=Undefined("too few rows"))
    assert not CalibratedPolicy().decide(with_missing(calm, 1.0, 0.0)).drifted


def test_duplicate_rows_are_a_reason_like_any_other():
    repeated = column("duplicated rows", "rows", 0.0001, (Effect(DUPLICATED, 0.15),))
    moved = column("a", p_value=0.001, effects=(Effect(EXCESS_DISTANCE, 0.2),))
    decision = CalibratedPolicy().decide(of_columns(moved, whole_rows=(repeated,)))
    assert decision.reasons[0] == (
        "15 percentage points more duplicate rows than expected by chance (from 2% to 17%; p < 0.001)"
    )
    few = column("duplicated rows", "rows", 0.001, (Effect(DUPLICATED, 0.01),))
    assert CalibratedPolicy().decide(of_columns(whole_rows=(few,))).reasons[1] == (
        "1 percentage point more duplicate rows than expected by chance (from 2% to 17%; p = 0.001); "
        "below the threshold of 2%"
    )


def test_duplicate_rows_cost_the_columns_little():
    moved = column("a", p_value=0.04, effects=(Effect(EXCESS_DISTANCE, 0.5),))
    calm = column("duplicated rows", "rows", 1.0, (Effect(DUPLICATED, 0.0),))
    decision = CalibratedPolicy().decide(of_columns(moved, whole_rows=(calm,)))
    assert decision.drifted
    assert decision.columns["a"].p_adjusted == pytest.approx(0.04 * 1.2)
    few = column("duplicated rows", "rows", 0.009, (Effect(DUPLICATED, 0.3),))
    unmoved = column("a", p_value=1.0, effects=(Effect(EXCESS_DISTANCE, 0.0),))
    decision = CalibratedPolicy().decide(of_columns(unmoved, whole_rows=(few,)))
    assert decision.whole_rows["duplicated rows"].p_adjusted == pytest.approx(0.009 * 6)
    assert not decision.drifted


def test_p_values_are_adjusted_over_everything_that_was_tested():
    moved = (Effect(EXCESS_DISTANCE, 0.5),)
    one = column("a", p_value=0.03, effects=moved)
    calm = [column(f"calm{number}", p_value=0.5) for number in range(9)]
    untested = column("id", "identifier", p_value=None)
    assert CalibratedPolicy().decide(of_columns(one, untested)).drifted
    decision = CalibratedPolicy().decide(of_columns(one, *calm, untested))
    assert not decision.drifted
    assert decision.columns["a"].p_adjusted == pytest.approx(0.3)
    assert decision.columns["id"].p_adjusted is None


def test_the_strongest_reason_comes_first():
    small = column("small", p_value=1e-6, effects=(Effect(EXCESS_DISTANCE, 0.2),))
    large = column("large", p_value=1e-4, effects=(Effect(EXCESS_DISTANCE, 3.0), Effect(MISSING, 0.01)))
    gaps = column("gaps", p_value=1e-5, effects=(Effect(EXCESS_DISTANCE, 0.0), Effect(MISSING, 0.25)))
    decision = CalibratedPolicy().decide(of_columns(small, large, gaps, broken=(REMOVED,)))
    assert [reason.split(":")[0] for reason in decision.reasons] == [
        "column 'x' is missing", "large", "gaps", "small",
    ]  # fmt: skip
    assert "25%" in decision.reasons[2]


def test_a_broken_column_is_drift_by_itself():
    decision = CalibratedPolicy().decide(of_columns(column("a"), broken=(REMOVED,)))
    assert (decision.finding, decision.drifted) == ("drift", True)


def test_a_reformatted_column_has_drifted_though_its_values_have_not():
    change = SchemaChange(kind="reformatted", column="a", sentence="column 'a': decimal commas")
    decision = CalibratedPolicy().decide(of_columns(column("a"), column("b"), broken=(change,)))
    assert decision.reasons == ["column 'a': decimal commas"]
    assert [decision.columns[name].drifted for name in "ab"] == [True, False]


def test_a_change_below_the_threshold_names_the_part_that_is_compared_with_it():
    before, after = (
        {"count": 45, "missing": 0, "mean": 5.0, "sd": 1.0, "min": 1.0, "max": end} for end in (8.0, 9.0)
    )
    outside = Hypothesis((Test("outside", 1.0, 1e-4),), (Effect(BEYOND_RANGE, 0.0198),))
    few = column_evidence("a", "numeric", [outside], (before, after))
    (_, reason) = CalibratedPolicy().decide(of_columns(few)).reasons
    assert reason == (
        "a: 6.2% of values outside the baseline range [1, 8] (file range [1, 9]; p < 0.001); "
        "1.98% beyond chance is below the threshold of 2%"
    )
