"""Both images, built by `make images` from their Dockerfiles, with real servers."""

import json
import subprocess
from pathlib import Path

import pytest
from lock_files import locked
from packaging.utils import canonicalize_name

from functions.upload.tokens import new_token

pytestmark = [pytest.mark.real, pytest.mark.images]

CHECKOUT = Path(__file__).parents[2]
IMAGES = CHECKOUT / "infra/images"
SAMPLES = CHECKOUT / "functions/samples"
NO_CAPABILITY = "0" * 16
MOST_MB = {"driftline-score": 700, "driftline-upload": 250}


@pytest.fixture(scope="module", autouse=True)
def images(running_stack, built_images):
    """Return the sizes of both images, if there is a stack for them."""
    return built_images


@pytest.fixture
def start_image(stack, start_program):
    """Return a function that starts an image as its compose service's user, on the host's network.

    The root is read-only, the program has no capabilities, and it can write to /tmp alone.
    """

    def start(service, *arguments, **settings):
        environment = stack.settings(service, **settings)
        options = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        # Without the test's folders: the image has its own.
        command = [str(IMAGES / "run.sh"), "--tmpfs", "/tmp", *options]  # noqa: S108 - the container's
        return start_program([*command, f"driftline-{service}", *arguments])

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
def test_an_image_runs_as_its_own_user_on_a_read_only_root_with_our_packages_and_without_torch(image):
    script = (
        "import json, os, importlib.util as i; import common, functions, infra.minio.notifications as n;"
        "status = dict(line.split(':') for line in open('/proc/self/status').read().splitlines());"
        "folders = ['/', '/opt/driftline', '/var/cache/driftline', '/tmp'];"
        "print(json.dumps({'uid': os.getuid(), 'torch': i.find_spec('torch') is not None,"
        " 'ours': [common.__file__, functions.__file__], 'rules': n.shipped().exists(),"
        " 'writable': [folder for folder in folders if os.access(folder, os.W_OK)],"
        " 'rights': [status[name].strip() for name in ('CapPrm', 'CapBnd', 'NoNewPrivs')]}))"
    )
    command = [str(IMAGES / "run.sh"), "--entrypoint", "python", image, "-c", script]
    inside = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    packages = "/opt/driftline/lib/python3.11/site-packages"
    assert inside == {
        "uid": 10001,
        "torch": False,
        "ours": [f"{packages}/common/__init__.py", f"{packages}/functions/__init__.py"],
        "rules": True,
        "writable": [],  # /tmp is a volume in docker-compose.yml
        "rights": [NO_CAPABILITY, NO_CAPABILITY, "1"],
    }


def test_the_lists_of_packages_are_those_of_the_lock_files(images):
    """The tool itself checks the documents against CycloneDX's schema."""
    subprocess.run(["make", "sbom"], cwd=CHECKOUT, check=True)
    for image, locks in {"score": ("score", "model"), "upload": ("upload",)}.items():
        document = json.loads((CHECKOUT / f"build/sbom/driftline-{image}.cdx.json").read_text())
        assert document["bomFormat"] == "CycloneDX"
        assert document["metadata"]["component"]["name"] == "driftline"
        listed = {canonicalize_name(one["name"]): one["version"] for one in document["components"]}
        assert listed == {name: version for lock in locks for name, version in locked(lock).items()}
