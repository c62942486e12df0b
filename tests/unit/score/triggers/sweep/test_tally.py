import logging

from common.errors import Outcome
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.reasons import Reason
from functions.score.triggers.sweep.tally import Ending, Tally

KEY = "drifts/a.csv"


def settled(caplog, **parts):
    tally = Tally(looked_at=1)
    with caplog.at_level(logging.INFO):
        tally.settled(
            KEY, Reason.NO_VERDICT, Settlement(**{"outcome": Outcome.ACK, "reason": "why", **parts})
        )
    ((ending, count),) = tally.endings.items()
    assert count == 1
    return ending, caplog.messages


def test_a_new_verdict_is_a_rescue_and_is_logged_with_its_reason(make_verdict, caplog):
    ending, lines = settled(caplog, verdict=make_verdict(), fresh=True)
    assert ending is Ending.SCORED
    assert lines == [f"sweep: wrote the verdict on {KEY}: {Reason.NO_VERDICT.words}"]


def test_a_new_verdict_without_a_baseline_is_logged_but_still_waits(make_verdict, caplog):
    ending, lines = settled(caplog, verdict=make_verdict(status="no_baseline"), fresh=True)
    assert (ending, len(lines)) == (Ending.WAITING, 1)


def test_a_file_that_has_its_verdict_after_all_is_not_worth_a_line(make_verdict, caplog):
    assert settled(caplog, verdict=make_verdict()) == (Ending.CONFIRMED, [])


def test_a_file_that_waits_for_its_baseline_is_not_worth_a_line(caplog):
    waiting = {"outcome": Outcome.RETRY, "waits_for_baseline": True}
    assert settled(caplog, **waiting) == (Ending.WAITING, [])


def test_a_file_that_is_left_alone_is_logged_with_the_reason(caplog):
    assert settled(caplog) == (Ending.LEFT, [f"sweep: {KEY} is left alone: why"])


def test_a_file_that_failed_is_logged_with_the_reason(caplog):
    for outcome in (Outcome.RETRY, Outcome.DEAD_LETTER):
        caplog.clear()
        assert settled(caplog, outcome=outcome) == (Ending.FAILED, [f"sweep: cannot score {KEY}: why"])


def test_an_internal_error_is_logged_with_its_traceback(caplog):
    ending, lines = settled(caplog, outcome=Outcome.DEAD_LETTER, error=KeyError("share"))
    assert (ending, lines) == (
        Ending.FAILED,
        [f"sweep: cannot score {KEY}: internal error (KeyError); see traceback"],
    )
    assert caplog.records[0].exc_info


def test_the_summary_counts_what_happened():
    tally = Tally()
    assert str(tally) == "looked at 0 files: nothing to do"
    tally.looked_at = 1_234_567
    assert str(tally) == "looked at 1,234,567 files: nothing to do"
    assert tally.so_far() == "looked at 1,234,567 files"
    tally.endings.update({Ending.SCORED: 2, Ending.FAILED: 1_000})
    assert str(tally) == "looked at 1,234,567 files: 2 scored now, 1,000 failed"
    fields = tally.fields()
    assert (fields["looked_at"], fields["scored"], fields["failed"]) == (1_234_567, 2, 1_000)
    assert set(fields.values()) == {1_234_567, 2, 1_000, 0}
