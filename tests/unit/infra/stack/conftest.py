"""The shipped compose file, as it is written and as the stack reads it."""

from pathlib import Path

import pytest
import yaml

from infra import credentials
from infra.stack import compose

CHECKOUT = Path(__file__).parents[4]
FILE = CHECKOUT / "docker-compose.yml"


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(FILE.read_text())


@pytest.fixture(scope="module")
def services():
    example = (CHECKOUT / ".env.example").read_text()
    text, _ = credentials.fill(example, random=lambda size: "f" * 2 * size)
    lines = (line for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return compose.read(FILE, dict(line.split("=", 1) for line in lines))
