"""The table of docs/queue-contract.md names tests that exist, and all tests of the contract."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs/queue-contract.md").read_text(encoding="utf-8")
CONTRACT, MOTO = "queues/test_contract.py", "aws/test_moto.py"


def named_in(name):
    """Return the names of the tests in a file of tests/integration/."""
    text = (CHECKOUT / "tests/integration" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))


def rows():
    """Return promise and tests of each row of the first table; the second has no tests of RabbitMQ."""
    for line in PAGE.splitlines():
        if line.startswith("| ") and "::test_" in line:
            _, promise, polled, rabbitmq, _ = line.split("|")
            yield promise, polled, rabbitmq


def test_the_table_has_every_test_of_the_contract():
    named = {name for _, polled, _ in rows() for name in re.findall(r"`(\w+)`", polled)}
    assert named == named_in(CONTRACT)


def test_every_test_of_rabbitmq_exists():
    named = [re.findall(r"`([\w.]+)::(\w+)`", rabbitmq) for *_, rabbitmq in rows()]
    assert len(named) >= 10
    for tests in named:
        assert tests
        assert all(name in named_in(file) for file, name in tests)


def test_moto_keeps_promises_of_the_table_in_tests_that_exist():
    promises = {promise for promise, *_ in rows()}
    kept = re.findall(r"^\|([^|]+)\| `(\w+)` \|$", PAGE, re.MULTILINE)
    assert kept
    assert {promise for promise, _ in kept} <= promises
    assert {name for _, name in kept} <= named_in(MOTO)
