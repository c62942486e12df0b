import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from functions.cli.extras import MODULES

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


@pytest.mark.parametrize("extra", MODULES)
def test_the_modules_are_those_of_the_extra(extra):
    packages = [re.match(r"[\w-]+", requirement)[0] for requirement in EXTRAS[extra]]
    modules = [
        module.replace(".", "_") for module in MODULES[extra]
    ]  # google.cloud.… has packages of its own
    assert sorted(modules) == sorted(package.replace("-", "_") for package in packages)


@pytest.mark.parametrize("module", [module for modules in MODULES.values() for module in modules])
def test_every_module_has_the_name_by_which_it_is_imported(module):
    assert find_spec(module)
