"""What to do about one file, in one sentence."""

import shlex
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from common import folders, keys
from common.checks import State
from common.errors import BatchError
from functions.operations.facts import Facts
from functions.operations.times import count, moment
from functions.operations.unscored import PATIENCE
from functions.score.verdict.stored import provisional

if TYPE_CHECKING:
    from common.verdict.document import Problem, Verdict

Rule = Callable[[Facts, datetime], str | None]


def advise(facts: Facts, now: datetime) -> str:
    """Return what to do about a file: the first rule that applies, from the file to its verdict."""
    sentences = (rule(facts, now) for rule in RULES)
    return next(sentence for sentence in sentences if sentence) + "."


def reconcile(key: str, *, again: bool = False) -> str:
    """Return the command that scores one file, for a shell; `again`: although it has a verdict."""
    return f"`driftline reconcile {'--verify ' if again else ''}--prefix {shlex.quote(key)}`"


def correction(error: "Problem | BatchError", key: str, why: str = "") -> str:
    """Return what to do about the error of a drift file, which may be another file's fault, or ours.

    `key`: of the drift file. `why`: the error's message, if it is not said anyway.
    """
    kind = error.kind if isinstance(error, BatchError) else error.type
    if kind == "internal_error":
        return (
            f"Report the bug with the traceback in the worker's log; later run {reconcile(key, again=True)}"
        )
    because = f" ({why.rstrip('.')})" if why else ""
    if error.key in (None, key):
        return f"Correct the file{because}, and put it again"
    return f"Correct {error.key!r}{because}, then run {reconcile(key, again=True)}"


def _not_a_drift_file(facts: Facts, _: datetime) -> str | None:
    if keys.is_drift(facts.key):
        return None
    return f"Put the file under {keys.DRIFTS}, because no other file is scored"


def _no_store(facts: Facts, _: datetime) -> str | None:
    return None if facts.bucket else next(check.fix for check in facts.servers if check.fix)


def _gone(facts: Facts, _: datetime) -> str | None:
    if not facts.bucket or facts.bucket.info:
        return None
    return "Put the file again if it should be scored, because there is no such object"


def _part(facts: Facts, _: datetime) -> str | None:
    if not folders.is_part(facts.key):
        return None
    marker = shlex.quote(folders.expected_marker(facts.key))
    return f"See `driftline doctor {marker}`, because a part is scored with its folder, once that is there"


def _newer(facts: Facts, _: datetime) -> str | None:
    if not facts.bucket or not facts.bucket.newer:
        return None
    return "Nothing, because a newer Driftline wrote the verdict, and this one leaves it as it is"


def _final(facts: Facts, _: datetime) -> str | None:
    """Advise on a verdict about the file that no other file can change."""
    verdict = _verdict(facts)
    if verdict is None or provisional(verdict):
        return None
    if verdict.error:
        return correction(verdict.error, facts.key, verdict.error.message)
    return f"Nothing, because the file has its verdict{_beside(facts)}"


def _verdict(facts: Facts) -> "Verdict | None":
    """Return the verdict if it is about what the file contains now."""
    return facts.bucket.stored.verdict if facts.bucket and facts.bucket.about_this_file else None


def _beside(facts: Facts) -> str:
    """Return what is left to do beside a verdict."""
    dead = facts.broker.dead if facts.broker else ()
    if dead:
        ids = " ".join(letter.id for letter in dead)
        return f"; `driftline dead-letters drop {ids}` removes what is left of an earlier event"
    wrong = [check.name for check in facts.rules if check.state is State.PROBLEM]
    return f"; but correct the {wrong[0]}, because later files need it" if wrong else ""


def _dead_letter(facts: Facts, _: datetime) -> str | None:
    if not facts.broker or not facts.broker.dead:
        return None
    letter = facts.broker.dead[0]
    reason = letter.reason.rstrip(".")
    return f"Correct the cause ({reason}), then run `driftline dead-letters replay {letter.id}`"


def _unrouted(facts: Facts, _: datetime) -> str | None:
    if not facts.broker or not facts.broker.unrouted:
        return None
    letter = facts.broker.unrouted[0]
    return f"Run `driftline bootstrap`, then `driftline dead-letters replay {letter.id} --queue unrouted`"


def _no_broker(facts: Facts, _: datetime) -> str | None:
    if facts.broker:
        return None
    return f"{facts.servers[-1].fix}; events wait in {facts.events_wait_in} meanwhile"


def _no_rule(facts: Facts, _: datetime) -> str | None:
    problems = [check for check in facts.rules if check.state is State.PROBLEM]
    if not problems:
        return None
    wrong = problems[-1]  # a target that is missing takes its rule with it
    if wrong.values.get("waits"):
        return f"{wrong.fix}; the event waits in the store meanwhile"
    return f"{wrong.fix}, then run {reconcile(facts.key)}"


def _no_queue(facts: Facts, _: datetime) -> str | None:
    if not facts.broker or facts.broker.traffic.events.state is not State.PROBLEM:
        return None
    return f"{facts.broker.traffic.events.fix}, then {reconcile(facts.key)}"


def _no_worker(facts: Facts, _: datetime) -> str | None:
    workers = facts.broker.traffic.workers if facts.broker else None
    return workers.fix if workers and workers.state is State.PROBLEM else None


def _no_baseline(facts: Facts, _: datetime) -> str | None:
    info = facts.bucket.info if facts.bucket else None
    if not facts.bucket or info is None or facts.bucket.baseline:
        return None
    if error := facts.bucket.baseline_error:
        return correction(error, facts.key, error.message)
    if named := info.metadata.get("baseline"):
        return f"Put a baseline at {keys.asked_baseline(named)!r}, which the file's metadata names"
    paths = [f"{each}.*" for each in keys.baseline_candidates(facts.key)]
    return f"Put a baseline at {', '.join(paths[:-1])} or {paths[-1]}"


def _late_baseline(facts: Facts, _: datetime) -> str | None:
    verdict = _verdict(facts)
    if verdict is None or verdict.status != "no_baseline":
        return None
    again = f"un {reconcile(facts.key, again=True)}, because the baseline came after the verdict"
    named = facts.bucket and facts.bucket.info and "baseline" in facts.bucket.info.metadata
    return f"R{again}" if named else f"Wait for the next sweep, or r{again}"  # which looks at no metadata


def _other_fault(facts: Facts, _: datetime) -> str | None:
    """Advise on a verdict that names another file's fault, or ours."""
    verdict = _verdict(facts)
    if verdict is None or verdict.error is None:
        return None
    return correction(verdict.error, facts.key, verdict.error.message)


def _wait(facts: Facts, now: datetime) -> str | None:
    info = facts.bucket.info if facts.bucket else None
    waiting = facts.broker.traffic.waiting if facts.broker else 0
    if waiting:
        return f"Wait, because {count(waiting, 'event')} {'is' if waiting == 1 else 'are'} before the workers"
    if info is None or now - info.modified >= PATIENCE:
        return None
    until = moment(info.modified + PATIENCE)
    return f"Wait for its event, or for the sweep that scores it by {until}, or run {reconcile(facts.key)}"


def _lost(facts: Facts, _: datetime) -> str | None:
    return f"Run {reconcile(facts.key)}, because its event was lost, and no sweep came"


RULES: tuple[Rule, ...] = (
    _not_a_drift_file,
    _no_store,
    _gone,
    _part,
    _newer,
    _final,
    _dead_letter,
    _unrouted,
    _no_broker,
    _no_rule,
    _no_queue,
    _no_worker,
    _no_baseline,
    _late_baseline,
    _other_fault,
    _wait,
    _lost,
)
