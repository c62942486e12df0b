"""Loads what comparison and report need, while the first file is being embedded."""

from collections.abc import Callable
from importlib import import_module

from functions.score.runtime.garbage_collector import creating_long_lived_objects
from functions.score.runtime.single_thread import use_one_thread

# Modules that are otherwise imported at their first use: a quarter of a second on one core.
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
    """Import the statistics, and compile the report's templates."""
    with creating_long_lived_objects():
        for module in LOADED_LATER:
            import_module(module)
        use_one_thread()
        compile_templates()
