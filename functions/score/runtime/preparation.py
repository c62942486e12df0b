"""What a process needs once its first file is embedded, brought in meanwhile."""

from collections.abc import Callable
from importlib import import_module

from functions.score.runtime.lasting_objects import made_to_last
from functions.score.runtime.single_thread import use_one_thread

# What is imported where it is first used: a quarter of a second of one core.
LOADED_LATER = (
    "functions.score.comparison.table.columns",
    "functions.score.statistics.texts.column",
    "functions.score.statistics.texts.whole_files",
    "scipy.special",
    "scipy.linalg",
    "functions.score.statistics.explanation.clusters",
    "functions.score.statistics.explanation.projection",
    "functions.score.statistics.explanation.terms",
    "functions.score.statistics.explanation.words",
)


def prepare(compile_templates: Callable[[], None]) -> None:
    """Import the statistics and compile the report's templates."""
    with made_to_last():
        for module in LOADED_LATER:
            import_module(module)
        use_one_thread()
        compile_templates()
