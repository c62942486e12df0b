"""The examples in the docstrings of the statistics."""

import doctest
import importlib
import pkgutil

import pytest

from functions.score import statistics

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(statistics.__path__, f"{statistics.__name__}.")
)
LEAST_EXAMPLES = 20


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_show(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0


def test_many_functions_have_an_example():
    finder = doctest.DocTestFinder(exclude_empty=True)
    tests = [test for name in MODULES for test in finder.find(importlib.import_module(name))]
    with_example = {test.name for test in tests if test.examples}
    assert len(with_example) >= LEAST_EXAMPLES
    assert sum(len(test.examples) for test in tests) >= LEAST_EXAMPLES
