"""Goes through the bucket once and scores the files of missed events."""

from collections import Counter

from common.errors import Outcome
from functions.score.settlement import Settlement
from functions.score.tools import Tools
from functions.score.triggers.missed import missed
from functions.score.triggers.settling import settle_event
from functions.score.verdict.stored import provisional

# What became of a file, in the words of the summary.
SCORED, GONE = "scored now", "removed or overwritten meanwhile"
WAITING, FAILED = "without a readable baseline", "could not be scored"


def reconcile(tools: Tools) -> Counter[str]:
    """Score every drift file that has no final verdict; return how many there are of each outcome.

    Every run scores a file again if another baseline could still change its verdict. Only FAILED counts as
    failure; the log has the reason.
    """
    return Counter(_became(settle_event(event, tools, last_attempt=True)) for event in missed(tools.store))


def _became(settlement: Settlement) -> str:
    if settlement.outcome is not Outcome.ACK:
        return FAILED
    if not settlement.verdict:
        return GONE
    return WAITING if provisional(settlement.verdict) else SCORED
