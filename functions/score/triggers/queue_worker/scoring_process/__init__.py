"""The process that scores for a worker: a file that needs too much ends this process, not the worker.

process   the process, as the worker sees it
ended     what a request gets whose process ended
child     what runs in it
requests  what the worker asks it
warm_up   loads everything before the first file
"""

from functions.score.triggers.queue_worker.scoring_process.ended import ScoringEnded
from functions.score.triggers.queue_worker.scoring_process.process import ScoringProcess
from functions.score.triggers.queue_worker.scoring_process.requests import ReportFault, Score

__all__ = ["ReportFault", "Score", "ScoringEnded", "ScoringProcess"]
