"""Two files on disk compared directly: what the command line's `score` calls."""

from dataclasses import replace
from pathlib import Path

from common import keys
from common.settings import Settings
from functions.score import wiring
from functions.score.baseline.settings import NONE, OwnerSettings, parse
from functions.score.handler import Answer, score_files
from functions.score.runtime.progress import progress_bar
from functions.score.texts.sampling import Sampling

# What verdicts name as the bucket of files that are in none.
NO_BUCKET = "local files"


def compare(
    baseline: Path, drift: Path, settings: Settings, *, full: bool = False, report: bool = False
) -> Answer:
    """Score one file against another; raises SetupError when one cannot be opened.

    `full`: every text is embedded, however many there are. `report`: a page will be written, with maps.
    """
    tools = replace(wiring.tools(settings, wiring.no_store(NO_BUCKET), progress_bar), report=report)
    if full:
        tools = replace(tools, sampling=Sampling(full_rows=None))
    with wiring.local_file(baseline) as opened_baseline, wiring.local_file(drift) as opened_drift:
        return score_files(opened_baseline, opened_drift, tools, _settings_beside(baseline))


def _settings_beside(baseline: Path) -> OwnerSettings:
    path = Path(keys.dataset_settings(str(baseline)))
    if not path.is_file():
        return NONE
    return OwnerSettings(parse(str(path), path.read_bytes()), etag="")
