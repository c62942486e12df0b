"""Write the digest of every image that we take from elsewhere, where it is named: `make digests`.

A tag can be moved to another image, a digest cannot. The digest is that of the tag's list of images, one per
processor. To update, change the tag if there is a newer one, run this again and commit what changed.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
FILES = (
    "docker-compose.yml",
    ".env.example",
    "infra/images/score.Dockerfile",
    "infra/images/upload.Dockerfile",
)
# An image with a tag, as these files name it: the default of a variable, or a line of .env.example.
IMAGE = re.compile(
    r"(?P<before>\$\{\w+_IMAGE:-|^#\w+_IMAGE=|^ARG BASE=)"
    r"(?P<image>[\w./-]+:[\w.-]+)(?P<digest>@sha256:[0-9a-f]{64})?",
    re.MULTILINE,
)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def look_up(image: str) -> str:
    """Ask the registry for the digest of an image such as ``prom/prometheus:v3.13.5``."""
    host, _, rest = image.partition("/")
    # Docker's short names: a first part without a dot is a folder of Docker's registry, not a host.
    full = image if rest and "." in host else f"docker.io/{image if rest else 'library/' + image}"
    command = ["skopeo", "inspect", "--no-tags", "--format", "{{.Digest}}", f"docker://{full}"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        sys.exit("make digests needs skopeo: apt-get install skopeo")
    digest = answer.stdout.strip()
    if answer.returncode != 0 or not DIGEST.fullmatch(digest):
        reason = answer.stderr.strip() or f"skopeo answered {digest!r}"
        sys.exit(f"no digest of {image}: {reason.splitlines()[-1]}")
    return digest


def pin(text: str, digest_of: Callable[[str], str]) -> str:
    """Return a file's text with the digest behind every image.

    >>> pin("image: ${A_IMAGE:-a:1}", lambda image: "sha256:" + "0" * 64)[:38]
    'image: ${A_IMAGE:-a:1@sha256:000000000'
    """
    return IMAGE.sub(lambda match: f"{match['before']}{match['image']}@{digest_of(match['image'])}", text)


def main() -> None:
    """Look up every image once, then write the files, so that a failure leaves all of them as they were."""
    texts = {CHECKOUT / name: (CHECKOUT / name).read_text(encoding="utf-8") for name in FILES}
    images = {match["image"] for text in texts.values() for match in IMAGE.finditer(text)}
    digests = {image: look_up(image) for image in sorted(images)}
    for path, text in texts.items():
        path.write_text(pin(text, digests.__getitem__), encoding="utf-8")
    for image, digest in digests.items():
        print(f"{image}@{digest}")  # noqa: T201 - the command's output


if __name__ == "__main__":
    main()
