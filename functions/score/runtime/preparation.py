"""Loads what later steps need, while the first file is being embedded."""

from collections.abc import Callable, Iterable
from importlib import import_module

from functions.score.runtime.garbage_collector import creating_long_lived_objects
from functions.score.runtime.single_thread import use_one_thread


def prepare(modules: Iterable[str], compile_templates: Callable[[], None]) -> None:
    """Import modules by their names, and compile the report's templates."""
    with creating_long_lived_objects():
        for module in modules:
            import_module(module)
        use_one_thread()
        compile_templates()
