"""What a process needs once its first file is embedded, brought in meanwhile."""

import gc
from importlib import import_module

from functions.score import report
from functions.score.single_thread import use_one_thread

# What is imported where it is first used: a quarter of a second of one core.
LOADED_LATER = (
    "functions.score.table.comparison",
    "functions.score.drift.texts.comparison",
    "functions.score.drift.texts.whole_files",
    "scipy.special",
    "scipy.linalg",
    "functions.score.drift.explanation.clusters",
    "functions.score.drift.explanation.projection",
    "functions.score.drift.explanation.terms",
    "functions.score.drift.explanation.words",
)


def prepare() -> None:
    """Import the statistics, compile the report's templates, and tell the collector that all this stays.

    Otherwise each of its full rounds, two of them as the process ends, looks through a hundred thousand
    objects that no round will ever free: 40 ms each time.
    """
    for module in LOADED_LATER:
        import_module(module)
    use_one_thread()
    report.prepare()
    gc.freeze()
