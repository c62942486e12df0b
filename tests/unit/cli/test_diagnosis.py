"""Which file an operator means, and which credentials the questions need."""

import pytest

from common.errors import SetupError
from functions.cli.diagnosis import drift_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("drifts/reviews/1.csv", "drifts/reviews/1.csv"),
        ("reviews/1.csv", "drifts/reviews/1.csv"),
        ("s3://ours/drifts/1.csv", "drifts/1.csv"),
        ("s3://ours/results/1.csv.json", "results/1.csv.json"),
        ("baselines/1.csv", "baselines/1.csv"),
    ],
)
def test_a_file_may_be_named_in_several_ways(text, key):
    assert drift_key(text, "ours") == key


def test_another_bucket_is_refused():
    with pytest.raises(SetupError, match="DRIFTLINE_BUCKET"):
        drift_key("s3://theirs/drifts/1.csv", "ours")


@pytest.mark.parametrize("command", [("status",), ("doctor",), ("doctor", "drifts/a.csv")])
def test_without_any_credentials_the_settings_are_named(driftline, fails, command):
    assert "DRIFTLINE_STORE_ACCESS_KEY" in fails(driftline(*command))


@pytest.mark.parametrize("command", [("status",), ("doctor", "drifts/a.csv")])
def test_servers_that_do_not_answer_end_with_code_2_and_no_secret(driftline, free_port, command):
    done = driftline(
        *command,
        DRIFTLINE_STORE_ENDPOINT=f"http://127.0.0.1:{free_port}",
        DRIFTLINE_STORE_ACCESS_KEY="access",
        DRIFTLINE_STORE_SECRET_KEY="secret-word",
        DRIFTLINE_BROKER_URL=f"amqp://operator:secret-word@127.0.0.1:{free_port}",
    )
    assert done.exit_code == 2, done.output
    assert done.stdout.count("unknown") == 2
    assert "secret-word" not in done.output
