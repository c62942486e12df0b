"""A short chaos run: `make chaos` is the long one."""

import pytest
from chaos.page import rows
from chaos.plan import SHORT
from real_servers import programs_needed
from run_chaos import chaos

pytestmark = pytest.mark.real


def test_every_file_has_one_right_verdict_after_kills_restarts_and_freezes(tmp_path):
    with programs_needed():
        result = chaos(tmp_path, SHORT)
    assert result.good, "\n".join(rows(result))
    assert result.faults.total() == SHORT.faults
    assert result.ledger.puts >= SHORT.puts
