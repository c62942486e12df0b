"""The wheel has what users need and nothing else, and works away from the checkout."""

import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
METADATA = f"driftline-{PROJECT['version']}.dist-info"
NOT_INSTALLED = (
    "infra/grafana/",
    "infra/images/",
    "infra/prometheus/",
    "infra/rabbitmq/enabled_plugins",
    "infra/stack/",
    "infra/constraints",
    "infra/credentials.py",
    "infra/digests.py",
    "infra/locks/",
    "infra/samples.py",
)
DATA = {
    "functions/samples/baseline.csv",
    "functions/samples/LICENSE-WordNet.txt",
    "functions/score/report/page.html.j2",
    "functions/score/report/style.css",
    "infra/minio/minio-notify.json",
    "infra/rabbitmq/definitions.json",
    f"{METADATA}/licenses/LICENSE",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel, without an index."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Unpack the wheel, which is all that installing it does beside its command."""
    folder = tmp_path_factory.mktemp("site-packages")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.fixture
def run(installed, cache_dir, tmp_path):
    """Run a program on the wheel in an empty folder; -I hides the checkout from it."""

    def run(program, *arguments):
        start = f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        return subprocess.run(
            [sys.executable, "-I", "-c", start + program, *arguments],
            cwd=tmp_path,
            env={"DRIFTLINE_CACHE_DIR": str(cache_dir), "DRIFTLINE_ENGINE": "onnx", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_the_wheel_has_our_packages_and_what_they_read(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "common",
        "driftline.py",
        "functions",
        "infra",
        METADATA,
    }
    assert set(names) >= DATA
    assert not [name for name in names if name.startswith(NOT_INSTALLED) or "__pycache__" in name]


def test_every_module_of_the_packages_is_in_the_wheel(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "common", "functions"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert set(listed.stdout.splitlines()) <= set(zipfile.ZipFile(wheel).namelist())


def test_the_metadata_names_the_extras_and_the_command(installed):
    metadata = message_from_string((installed / METADATA / "METADATA").read_text(encoding="utf-8"))
    assert set(metadata.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])
    commands = (installed / METADATA / "entry_points.txt").read_text(encoding="utf-8")
    assert "driftline = driftline:main" in commands


def test_the_library_works_from_the_wheel(run, installed):
    program = """
import driftline
from importlib.resources import files
samples = files("functions.samples")
result = driftline.compare(samples / "baseline.csv", str(samples / "drifts/animals-and-plants.csv"))
print(driftline.__file__, result.drifted, len(result.report()) > 10_000)
"""
    done = run(program)
    assert done.stdout == f"{installed / 'driftline.py'} True True\n", done.stderr


def test_the_command_works_from_the_wheel(run, installed):
    samples = installed / "functions/samples"
    files = [str(samples / name) for name in ("baseline.csv", "drifts/more-of-the-same.csv")]
    done = run("from driftline import main; main()", "score", *files)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("DRIFT SCORE = 0.")
