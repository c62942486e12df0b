"""Both images, built by `make images` from their Dockerfiles, with real servers."""

import json
import subprocess
from pathlib import Path

import pytest

from functions.upload.tokens import new_token

pytestmark = [pytest.mark.real, pytest.mark.images]

IMAGES = Path(__file__).parents[2] / "infra/images"
SAMPLES = Path(__file__).parents[2] / "functions/samples"
MOST_MB = {"driftline-score": 730, "driftline-upload": 250}


@pytest.fixture(scope="module", autouse=True)
def images(running_stack, built_images):
    """Return the sizes of both images, if there is a stack for them."""
    return built_images


@pytest.fixture
def start_image(stack, start_program):
    """Return a function that starts an image as its compose service's user, on the host's network."""

    def start(service, *arguments, **settings):
        environment = stack.settings(service, **settings)
        options = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        # Without the test's folders: the image has its own.
        return start_program([str(IMAGES / "run.sh"), *options, f"driftline-{service}", *arguments])

    return start


def test_a_file_dropped_while_the_worker_runs_in_its_image_gets_its_verdict(bucket, start_image):
    worker = start_image("score", "worker", health_port=0)
    worker.wait_for_log("waiting for files")
    bucket.put("baselines/images.csv", (SAMPLES / "baseline.csv").read_bytes())
    key = "drifts/images/animals-and-plants.csv"
    bucket.put(key, (SAMPLES / "drifts/animals-and-plants.csv").read_bytes())
    verdict = bucket.verdict(key)
    assert (verdict.level, verdict.drift.rows) == ("high", 200)
    assert worker.stop() == 0


def test_the_upload_image_answers_and_stores(bucket, start_image, free_port):
    token, entry = new_token("team-a", "images")
    listening = ("upload", "--host", "0.0.0.0", "--port", str(free_port))  # noqa: S104 - as in the image
    upload = start_image("upload", *listening, upload_tokens=entry)
    upload.wait_for_log("startup complete")
    curl = ["curl", "--silent", "--show-error", "--fail", f"http://127.0.0.1:{free_port}/check-drift"]
    curl += ["-H", f"Authorization: Bearer {token}"]
    files = (
        "-F",
        f"baseline=@{SAMPLES / 'baseline.csv'}",
        "-F",
        f"drift=@{SAMPLES / 'drifts/more-of-the-same.csv'}",
    )
    response = subprocess.run([*curl, *files], capture_output=True, text=True, check=True)
    accepted = json.loads(response.stdout)
    assert (
        bucket.store.stat(accepted["drift_key"]).size
        == (SAMPLES / "drifts/more-of-the-same.csv").stat().st_size
    )
    assert bucket.store.stat(accepted["baseline_key"]).size == (SAMPLES / "baseline.csv").stat().st_size
    upload.stop()


@pytest.mark.parametrize(("image", "most"), MOST_MB.items())
def test_an_image_stays_small(images, image, most):
    number, unit = images[image].split()
    assert unit == "MB", images[image]
    assert float(number) < most


@pytest.mark.parametrize("image", ["driftline-score", "driftline-upload"])
def test_an_image_runs_as_its_own_user_with_our_packages_and_without_torch(image):
    script = (
        "import json, os, importlib.util as i; import common, functions, infra.minio.notifications as n;"
        "print(json.dumps({'uid': os.getuid(), 'torch': i.find_spec('torch') is not None,"
        " 'ours': [common.__file__, functions.__file__], 'rules': n.shipped().exists(),"
        " 'writable': os.access('/opt/driftline', os.W_OK)}))"
    )
    command = [str(IMAGES / "run.sh"), "--entrypoint", "python", image, "-c", script]
    inside = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    packages = "/opt/driftline/lib/python3.11/site-packages"
    assert inside == {
        "uid": 10001,
        "torch": False,
        "ours": [f"{packages}/common/__init__.py", f"{packages}/functions/__init__.py"],
        "rules": True,
        "writable": False,
    }
