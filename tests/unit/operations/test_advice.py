"""The one sentence on what to do about a file."""

import re

import pytest

from common.checks import problem, unknown
from common.errors import BatchError
from functions.operations.advice import advise
from functions.score.verdict.stored import Stored

NOT_ALLOWED = BatchError("baseline_not_allowed", "the file's metadata names 'a'")
BROKEN = BatchError("broken_settings", "no such setting", key="baselines/reviews.driftline.toml")
RECONCILE = r"`driftline reconcile --prefix drifts/reviews/1\.csv`"
VERIFY = RECONCILE.replace("reconcile", "reconcile --verify")


def no_rule(*, waits=False):
    more = {"waits": True} if waits else {}
    return (problem("rule", "none announces this file", "Run `driftline bootstrap`", **more),)


# Each case: what is wrong, and the advice. The first that applies wins, so each has all faults after it too.
CASES = {
    "not a drift file": (
        lambda _: {"key": "baselines/reviews.csv"},
        r"Put the file under drifts/, because no other file is scored",
    ),
    "no store": (
        lambda _: {"bucket": None, "servers": [unknown("store", "no answer", "Start the store")]},
        r"Start the store",
    ),
    "object gone": (
        lambda case: {"bucket": case.bucket(info=None, stored=case.stored())},
        r"Put the file again if it should be scored, because there is no such object",
    ),
    "part of a folder": (
        lambda _: {"key": "drifts/sales/region=north/part-0.csv"},
        r"See `driftline doctor drifts/sales/_SUCCESS`, because a part is scored with its folder.*",
    ),
    "newer Driftline": (
        lambda case: {"bucket": case.bucket(newer="of a newer Driftline")},
        r"Nothing, because a newer Driftline wrote the verdict.*",
    ),
    "verdict": (
        lambda case: {"bucket": case.bucket(stored=case.stored())},
        r"Nothing, because the file has its verdict",
    ),
    "verdict and a dead letter": (
        lambda case: {
            "bucket": case.bucket(stored=case.stored()),
            "broker": case.broker(dead=(case.letter(),)),
        },
        r"Nothing, because the file has its verdict; `driftline dead-letters drop [0-9a-f]{8}` removes .*",
    ),
    "verdict, but no rule for later files": (
        lambda case: {"bucket": case.bucket(stored=case.stored()), "rules": no_rule()},
        r"Nothing, because the file has its verdict; but correct the rule, because later files need it",
    ),
    "the file at fault": (
        lambda case: {"bucket": case.bucket(stored=case.stored(**case.fault()))},
        r"Correct the file \(row 3: wrong\), and put it again",
    ),
    "dead letter": (
        lambda case: {"broker": case.broker(dead=(case.letter("AccessDenied."),)), "rules": no_rule()},
        r"Correct the cause \(AccessDenied\), then run `driftline dead-letters replay [0-9a-f]{8}`",
    ),
    "unrouted": (
        lambda case: {"broker": case.broker(unrouted=(case.letter(),), missing=True)},
        r"Run `driftline bootstrap`, then `driftline dead-letters replay [0-9a-f]{8} --queue unrouted`",
    ),
    "no broker": (
        lambda _: {
            "broker": None,
            "servers": [unknown("broker", "no answer", "Start RabbitMQ")],
            "rules": no_rule(waits=True),
        },
        r"Start RabbitMQ; events wait in the store meanwhile",
    ),
    "no rule": (
        lambda case: {"rules": no_rule(), "broker": case.broker(missing=True)},
        rf"Run `driftline bootstrap`, then run {RECONCILE}",
    ),
    "the target is missing, and so is its rule": (
        lambda _: {"rules": (*no_rule(), problem("target SAFE", "no target", "Set the variables"))},
        rf"Set the variables, then run {RECONCILE}",
    ),
    "the store does not reach the broker": (
        lambda _: {"rules": no_rule(waits=True)},
        r"Run `driftline bootstrap`; the event waits in the store meanwhile",
    ),
    "no queue": (
        lambda case: {"broker": case.broker(missing=True)},
        rf"Run `driftline bootstrap`, then {RECONCILE}",
    ),
    "no worker": (
        lambda case: {"broker": case.broker(workers=0, waiting=5), "bucket": case.bucket(baseline=None)},
        r"Start a worker, or .*",
    ),
    "no baseline": (
        lambda case: {"bucket": case.bucket(baseline=None), "broker": case.broker(waiting=5)},
        r"Put a baseline at baselines/reviews/1\.\*, .*, baselines/reviews\.\* or baselines/baseline\.\*",
    ),
    "the named baseline is missing": (
        lambda case: {"bucket": case.bucket(baseline=None, info=case.info(baseline="other.csv"))},
        r"Put a baseline at 'baselines/other\.csv', which the file's metadata names",
    ),
    "the named baseline is not allowed": (
        lambda case: {"bucket": case.bucket(baseline=None, baseline_error=NOT_ALLOWED)},
        r"Correct the file \(the file's metadata names 'a'\), and put it again",
    ),
    "the baseline's settings are broken": (
        lambda case: {"bucket": case.bucket(baseline=None, baseline_error=BROKEN)},
        rf"Correct 'baselines/reviews\.driftline\.toml' \(no such setting\), then run {VERIFY}",
    ),
    "the baseline came late": (
        lambda case: {"bucket": case.bucket(stored=case.stored(status="no_baseline"))},
        rf"Wait for the next sweep, or run {VERIFY}, because the baseline came after the verdict",
    ),
    "the named baseline came late": (
        lambda case: {
            "bucket": case.bucket(
                stored=case.stored(status="no_baseline"), info=case.info(baseline="other.csv")
            )
        },
        rf"Run {VERIFY}, because the baseline came after the verdict",
    ),
    "the baseline at fault": (
        lambda case: {"bucket": case.bucket(stored=case.stored(**case.fault(key="baselines/reviews.csv")))},
        rf"Correct 'baselines/reviews\.csv' \(row 3: wrong\), then run {VERIFY}",
    ),
    "Driftline at fault": (
        lambda case: {"bucket": case.bucket(stored=case.stored(**case.fault("internal_error")))},
        rf"Report the bug with the traceback in the worker's log; later run {VERIFY}",
    ),
    "in the queue": (
        lambda case: {"broker": case.broker(waiting=5)},
        r"Wait, because 5 events are before the workers",
    ),
    "on its way": (
        lambda case: {"bucket": case.bucket(age=case.young)},
        rf"Wait for its event, or for the sweep that .* by 2026-11-28 06:29:40 UTC, or run {RECONCILE}",
    ),
    "verdict about an earlier version": (
        lambda case: {"bucket": case.bucket(stored=case.stored(etag="e0"))},
        rf"Run {RECONCILE}, because its event was lost, and no sweep came",
    ),
    "something else in place of the verdict": (
        lambda case: {"bucket": case.bucket(stored=Stored("v1", case.now))},
        rf"Run {RECONCILE}, because its event was lost, and no sweep came",
    ),
    "lost": (lambda _: {}, rf"Run {RECONCILE}, because its event was lost, and no sweep came"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_advice_is_one_sentence(case, name):
    make, sentence = CASES[name]
    advice = advise(case.facts(**make(case)), case.now)
    assert re.fullmatch(sentence + r"\.", advice), advice
    assert "\n" not in advice


def test_a_key_is_quoted_for_a_shell(case):
    advice = advise(case.facts(key="drifts/it's; rm -rf.csv"), case.now)
    assert """--prefix 'drifts/it'"'"'s; rm -rf.csv'""" in advice
