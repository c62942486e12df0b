"""The sweep: looks at the whole bucket for files without their verdict. It should find none.

sweep        one sweep, in small steps
listings     pairs drift files with their verdicts, from two sorted listings
arrivals     the baselines that have arrived lately
reasons      why a file is scored
tally        counts and logs what was done
lease        lets one worker sweep at a time
sweeper      the sweeps of a worker
reconcile    a sweep that a person or a timer asks for
"""

from functions.score.triggers.sweep.reasons import Reason
from functions.score.triggers.sweep.reconcile import dry, reconcile
from functions.score.triggers.sweep.sweep import Options, Rescued, Settle
from functions.score.triggers.sweep.sweeper import Sweeper
from functions.score.triggers.sweep.tally import Ending, Tally

__all__ = [
    "Ending",
    "Options",
    "Reason",
    "Rescued",
    "Settle",
    "Sweeper",
    "Tally",
    "dry",
    "reconcile",
]
