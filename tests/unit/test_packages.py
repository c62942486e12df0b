"""A package of a user's own that hides one of Driftline's is named, instead of an ImportError."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import driftline

CHECKOUT = Path(__file__).parents[2]


def run(folder, *arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("file", ["common/__init__.py", "functions/__init__.py", "common.py"])
def test_a_package_in_the_current_folder_is_named(tmp_path, file):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.touch()
    done = run(tmp_path, "-m", "driftline", "--version", PYTHONPATH=str(CHECKOUT))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    foreign = path if file == "common.py" else path.parent
    name = file.partition("/")[0].removesuffix(".py")
    assert line.startswith(f"driftline: {str(foreign)!r} hides Driftline's own package {name!r} (")


def test_a_package_on_pythonpath_is_named_to_python_too(tmp_path):
    (tmp_path / "common").mkdir()
    (tmp_path / "common/__init__.py").touch()
    program = "import driftline; driftline.check_packages()"
    done = run(CHECKOUT, "-c", program, PYTHONPATH=f"{tmp_path}:{CHECKOUT}", PYTHONSAFEPATH="1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"ImportError: {str(tmp_path / 'common')!r} hides ")


def test_a_folder_that_hides_nothing_does_no_harm(tmp_path):
    (tmp_path / "common").mkdir()
    done = run(tmp_path, "-m", "driftline", "--version", PYTHONPATH=str(CHECKOUT))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_module_without_a_specification_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "common", ModuleType("common"))
    with pytest.raises(ImportError, match="hides Driftline's own package 'common'"):
        driftline.check_packages()


def test_our_own_packages_pass():
    driftline.check_packages()
