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
    filled = {name: value or "f" * 32 for name, value in credentials.read(CHECKOUT / ".env.example").items()}
    return compose.read(FILE, filled)
