"""`make digests`, without a registry."""

import os
import subprocess
import sys

import pytest

from infra import digests

DIGEST = "sha256:" + "a" * 64
OTHER = "sha256:" + "b" * 64
IMAGES = {
    "docker.io/library/python:3.11-slim-bookworm",
    "prom/prometheus",
    "rabbitmq",
    "pgsty/silo",
}


@pytest.fixture
def skopeo(tmp_path, monkeypatch):
    """Return a function that puts a skopeo on PATH that notes its last argument and runs a line of shell."""

    def write(line):
        program = tmp_path / "skopeo"
        program.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" >>{tmp_path}/asked\n{line}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        return tmp_path / "asked"

    return write


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  image: ${A_IMAGE:-a/b:1.2}\n", f"  image: ${{A_IMAGE:-a/b:1.2@{DIGEST}}}\n"),
        (f"  image: ${{A_IMAGE:-a/b:1.2@{OTHER}}}\n", f"  image: ${{A_IMAGE:-a/b:1.2@{DIGEST}}}\n"),
        ("#A_IMAGE=a:1\n", f"#A_IMAGE=a:1@{DIGEST}\n"),
        (
            "ARG BASE=docker.io/library/a:1-b\nFROM ${BASE}\n",
            f"ARG BASE=docker.io/library/a:1-b@{DIGEST}\nFROM ${{BASE}}\n",
        ),
        ("  image: ${SCORE_IMAGE:-driftline-score}\n", "  image: ${SCORE_IMAGE:-driftline-score}\n"),
        ("      command: a:1\n", "      command: a:1\n"),
    ],
)
def test_every_image_with_a_tag_gets_its_digest(before, after):
    assert digests.pin(before, lambda _: DIGEST) == after


def test_every_image_of_ours_from_elsewhere_is_found():
    """A new service or Dockerfile whose image the pattern does not see would stay a movable tag."""
    texts = [(digests.CHECKOUT / name).read_text() for name in digests.FILES]
    found = {match["image"] for text in texts for match in digests.IMAGE.finditer(text)}
    assert {image if image.startswith("docker.io") else image.partition(":")[0] for image in found} == IMAGES
    dockerfiles = {
        f"infra/images/{path.name}" for path in (digests.CHECKOUT / "infra/images").glob("*.Dockerfile")
    }
    assert dockerfiles < set(digests.FILES)
    named = [
        line for text in texts for line in text.splitlines() if line.strip().startswith(("image:", "FROM "))
    ]
    assert all("${" in line for line in named)


def test_after_a_run_every_file_still_names_the_same_images():
    for name in digests.FILES:
        text = (digests.CHECKOUT / name).read_text()
        pinned = digests.pin(text, lambda _: DIGEST)
        assert pinned.count(DIGEST) == len(digests.IMAGE.findall(text)) > 0
        assert digests.pin(pinned, lambda _: DIGEST) == pinned


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("rabbitmq:4-management-alpine", "docker.io/library/rabbitmq:4-management-alpine"),
        ("pgsty/silo:RELEASE.2026", "docker.io/pgsty/silo:RELEASE.2026"),
        ("docker.io/library/python:3.11", "docker.io/library/python:3.11"),
        ("registry.example.org/a:1", "registry.example.org/a:1"),
    ],
)
def test_short_names_are_those_of_docker(skopeo, image, address):
    asked = skopeo(f"echo {DIGEST}")
    assert digests.look_up(image) == DIGEST
    assert asked.read_text() == f"docker://{address}\n"


@pytest.mark.parametrize("line", ["echo unknown manifest >&2; exit 1", "echo latest"])
def test_an_answer_without_a_digest_is_an_error_that_names_the_image(skopeo, line):
    skopeo(line)
    with pytest.raises(SystemExit, match=r"no digest of a:1: (unknown manifest|skopeo answered 'latest')"):
        digests.look_up("a:1")


def test_no_answer_at_all_is_an_error_too(skopeo):
    skopeo("exit 1")
    with pytest.raises(SystemExit, match="no digest of a:1"):
        digests.look_up("a:1")


def test_a_missing_skopeo_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="apt-get install skopeo"):
        digests.look_up("a:1")


def test_a_failed_look_up_leaves_the_files_as_they_were(skopeo):
    skopeo("exit 1")
    before = [(digests.CHECKOUT / name).read_bytes() for name in digests.FILES]
    answer = subprocess.run([sys.executable, digests.__file__], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert [(digests.CHECKOUT / name).read_bytes() for name in digests.FILES] == before
