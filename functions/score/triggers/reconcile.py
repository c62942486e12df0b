"""Scoring what no event ever told of, once through the bucket."""

from collections import Counter

from common.errors import Outcome
from functions.score.observer import Settlement
from functions.score.tools import Tools
from functions.score.triggers.missed import missed
from functions.score.triggers.settlement import settle_event
from functions.score.verdict.stored import provisional

# What becomes of a file, as an operator is told.
SCORED, GONE = "scored now", "gone or overwritten meanwhile"
WAITING, FAILED = "without a baseline that can be read", "could not be scored"


def reconcile(tools: Tools) -> Counter[str]:
    """Score every drift file that has no final verdict; return how many ended how.

    One that another baseline would change is scored again by every run. Only FAILED ones are a failure: the
    log says why.
    """
    return Counter(_became(settle_event(event, tools, last_attempt=True)) for event in missed(tools.store))


def _became(settlement: Settlement) -> str:
    if settlement.outcome is not Outcome.ACK:
        return FAILED
    if not settlement.verdict:
        return GONE
    return WAITING if provisional(settlement.verdict) else SCORED
