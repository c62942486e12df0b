"""Two files on disk compared directly: what the command line's `score` calls."""

from pathlib import Path

from common.settings import Settings
from common.verdict import Verdict
from functions.progress import progress_bar
from functions.score import wiring
from functions.score.handler import score_files

# What verdicts name as the bucket of files that are in none.
NO_BUCKET = "local files"


def compare(baseline: Path, drift: Path, settings: Settings) -> Verdict:
    """Score one file against another; raises SetupError when one cannot be opened."""
    tools = wiring.tools(settings, wiring.no_store(NO_BUCKET), progress_bar)
    with wiring.local_file(baseline) as opened_baseline, wiring.local_file(drift) as opened_drift:
        return score_files(opened_baseline, opened_drift, tools)
