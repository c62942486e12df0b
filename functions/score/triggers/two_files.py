"""Compares two files directly: what the command line's `score` calls."""

from dataclasses import replace
from pathlib import Path

from common.settings import Settings
from functions.score import wiring
from functions.score.runtime.progress import progress_bar
from functions.score.scoring import Answer, score_files
from functions.score.texts.sampling import Sampling
from functions.score.triggers.file_type import FileType
from functions.score.triggers.sources import sources


def compare(
    baseline: str | Path,
    drift: str | Path,
    settings: Settings,
    *,
    file_type: FileType | None = None,
    full: bool = False,
    report: bool = False,
) -> Answer:
    """Score one file against another.

    Parameters
    ----------
    baseline, drift : paths; as text also "-" for standard input, and s3:// addresses.
    file_type : the format of standard input.
    full : embed every text, however many there are.
    report : also return the maps that a report shows.

    Raises SetupError if a file cannot be opened.
    """
    reference, new = sources(baseline, drift, settings, file_type)
    tools = replace(wiring.tools(settings, wiring.no_store(new.bucket), progress_bar), report=report)
    if full:
        tools = replace(tools, sampling=Sampling(full_rows=None))
    with reference.open() as opened_baseline, new.open() as opened_drift:
        return score_files(opened_baseline, opened_drift, tools, reference.dataset())
