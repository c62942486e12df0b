"""Scoring what no event ever told of, once through the bucket."""

from collections import Counter

from common.errors import Fate
from functions.score.missed import missed
from functions.score.results import provisional
from functions.score.settlement import Settlement, settle_event
from functions.score.tools import Tools

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
    if settlement.fate is not Fate.ACK:
        return FAILED
    if not settlement.outcomes:
        return GONE
    waiting = any(provisional(outcome.verdict) for outcome in settlement.outcomes)
    return WAITING if waiting else SCORED
