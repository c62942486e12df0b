"""One virtual environment per rival, built once, because their requirements conflict."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import venv
from pathlib import Path
from typing import Any

from calibration.cells import ONE_THREAD

RIVALS = Path(__file__).with_name("rivals")
# The name of a rival's method starts with the rival's name.
PACKAGES = {"Evidently": "evidently", "alibi-detect": "alibi_detect", "NannyML": "nannyml"}
PYTHON, FINISHED = Path("bin", "python"), "finished"


def requirements(rival: str) -> str:
    """Return the exact versions of a rival's direct requirements, one per line."""
    return (RIVALS / f"{PACKAGES[rival]}.txt").read_text(encoding="utf-8")


def interpreter(rival: str, cache: Path) -> Path:
    """Return the Python of a rival's environment."""
    return environment(RIVALS / f"{PACKAGES[rival]}.txt", cache)


def environment(required: Path, cache: Path) -> Path:
    """Return the Python of an environment, and build it if the cache lacks it (minutes and gigabytes).

    `required`: a file with the exact versions of its direct requirements, one per line; it names the
    environment.
    """
    if python := existing(required, cache):
        return python
    folder = _folder(required, cache)
    print(f"building an environment for {required.stem}", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    python = folder / PYTHON
    install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", required], check=True)
    (folder / FINISHED).touch()
    return python


def existing(required: Path, cache: Path) -> Path | None:
    """Return the Python of an environment if the cache has it; `required` as in `environment`."""
    folder = _folder(required, cache)
    return folder / PYTHON if (folder / FINISHED).exists() else None


def _folder(required: Path, cache: Path) -> Path:
    digest = hashlib.sha256(required.read_bytes()).hexdigest()[:12]
    return cache / "environments" / f"{required.stem}-{digest}"


def answers(rival: str, task: dict[str, Any], cache: Path, script: str = "run") -> list[dict[str, Any]]:
    """Return a rival's answers to the jobs of a task.

    `script`: "run", see rivals/jobs.py, or "table", see rivals/table_jobs.py.

    Raises RuntimeError if it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        jobs, results = Path(folder, "jobs.json"), Path(folder, "answers.json")
        jobs.write_text(json.dumps(task), encoding="utf-8")
        quiet = ONE_THREAD | {"NML_DISABLE_USAGE_LOGGING": "1", "DO_NOT_TRACK": "1"}
        done = subprocess.run(
            [interpreter(rival, cache), RIVALS / f"{script}_{PACKAGES[rival]}.py", jobs, results],
            env=os.environ | quiet,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{rival} ended with {done.returncode}: {done.stderr[-1000:]}")
        answered: list[dict[str, Any]] = json.loads(results.read_text(encoding="utf-8"))
    return answered
