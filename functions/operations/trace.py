"""What became of one file: each step from the bucket to its verdict, as an operator sees it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from common import folders, keys
from common.checks import Check, ok, problem
from common.stores.store import StoredObject
from common.verdict.document import Verdict
from functions.operations.advice import correction, reconcile
from functions.operations.facts import BrokerFacts, BucketFacts, Facts
from functions.operations.times import age, moment, since
from functions.operations.unscored import PATIENCE
from functions.score.baseline.pairing import reason_for
from functions.score.triggers.dead_letter import DeadLetter


def trace(facts: Facts, now: datetime) -> list[Check]:
    """Return the state of each step; the first that is not in order stops the file."""
    steps = [*facts.servers]
    if facts.bucket:
        steps.append(drift_file(facts.key, facts.bucket, now))
    if not keys.is_drift(facts.key):
        return steps
    steps += facts.rules
    if facts.broker:
        steps += queue(facts.broker, now)
    if facts.bucket and facts.bucket.info and not folders.is_part(facts.key):
        steps += [baseline(facts.bucket.info, facts.bucket), verdict(facts.key, facts.bucket, now)]
    return steps


def drift_file(key: str, facts: BucketFacts, now: datetime) -> Check:
    """Return whether the file is there."""
    if not keys.is_drift(key):
        return problem("file", f"{key!r} is not a file under {keys.DRIFTS}", f"Put it under {keys.DRIFTS}")
    if facts.info is None:
        had = "; its verdict is still there" if facts.stored.etag else ""
        missing = f"there is no object {key!r}{facts.nearest}{had}"
        return problem("file", missing, "Put it again if it should be scored")
    info = facts.info
    return ok(
        "file",
        f"{key!r}, {info.size:,} bytes, put {since(info.modified, now)}",
        key=key,
        etag=info.etag,
        size=info.size,
        modified=info.modified.isoformat(),
    )


def queue(facts: BrokerFacts, now: datetime) -> list[Check]:
    """Return the state of the queue and its workers, and the messages about the file that nobody takes."""
    return [
        *facts.traffic.checks,
        *_letters("dead letter", facts.dead, "", now),
        *_letters("unrouted event", facts.unrouted, " --queue unrouted", now),
        *facts.unread,
        *_none(facts),
    ]


def _letters(name: str, letters: Iterable[DeadLetter], option: str, now: datetime) -> Iterator[Check]:
    for letter in letters:
        yield problem(
            name,
            f"{letter.id}, since {since(letter.since, now)}: {letter.reason}",
            f"See `driftline dead-letters show {letter.id}{option}`",
            id=letter.id,
            reason=letter.reason,
        )


def _none(facts: BrokerFacts) -> Iterator[Check]:
    if not (facts.dead or facts.unrouted or facts.unread):
        yield ok("dead letter", "none about this file")


def baseline(info: StoredObject, facts: BucketFacts) -> Check:
    """Return which baseline the file is compared with, and why that one."""
    if facts.baseline_error:
        return problem("baseline", facts.baseline_error.message, correction(facts.baseline_error, info.key))
    if facts.baseline is None:
        return problem("baseline", facts.no_baseline, "Put a baseline at one of these paths")
    return ok(
        "baseline",
        f"{facts.baseline.key!r}, because {reason_for(info, facts.baseline.key)}",
        key=facts.baseline.key,
        etag=facts.baseline.etag,
    )


def verdict(key: str, facts: BucketFacts, now: datetime) -> Check:
    """Return whether the file has its verdict."""
    stored, info = facts.stored, facts.info
    if facts.newer:
        return ok("verdict", facts.newer)
    if stored.verdict and facts.about_this_file:
        return _verdict(key, stored.verdict, facts)
    detail = "none"
    if stored.verdict:
        detail = f"of {moment(stored.verdict.scored_at)}, about an earlier version of the file"
    elif stored.etag is not None:
        detail = f"{keys.verdict(key)!r} is no verdict"
    if info and now - info.modified < PATIENCE:
        return ok("verdict", f"{detail}; the file is only {age(info.modified, now)} old")
    return problem("verdict", detail, f"Run {reconcile(key)}")


def _verdict(key: str, verdict: Verdict, facts: BucketFacts) -> Check:
    """Return what a verdict about the file as it is now says."""
    values = {"key": keys.verdict(key), "status": verdict.status, "finding": verdict.finding}
    scored = f"{keys.verdict(key)!r}, of {moment(verdict.scored_at)}"
    if verdict.error:
        fix = correction(verdict.error, key)
        return problem("verdict", f"{scored}: error: {verdict.error.message}", fix, **values)
    if verdict.status == "no_baseline":
        return ok("verdict", f"{scored}: there was no baseline", **values)
    now, then = facts.baseline, verdict.baseline
    replaced = now and then and (now.key, now.etag) != (then.key, then.etag)
    other = "; its baseline was replaced since" if replaced else ""
    return ok("verdict", f"{scored}: {(verdict.finding or '').replace('_', ' ')}{other}", **values)
