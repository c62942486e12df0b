import pytest
from speed import fairness


@pytest.fixture
def figures():
    waits = {"waits": [1.0, 2.0, 60.0], "seconds": 100.0}
    return {"files": 3, "bytes": 10**9, "rows": 5_000_000} | dict.fromkeys(fairness.WAYS, waits)


def test_the_table_has_a_row_for_each_way(figures):
    shown = fairness.show(figures)
    assert "3 files of 1.00 GB (5,000,000 rows" in shown
    for way in fairness.WAYS:
        assert f"| {way} | 3 | 2.0 s | 60.0 s | 100 s |" in shown


def test_a_large_file_repeats_one_block(tmp_path):
    rows = fairness._write(tmp_path / "large.csv", 10_000_000)
    text = (tmp_path / "large.csv").read_text()
    assert rows == text.count("\n") - 1
    assert abs(len(text) - 10_000_000) < 3_000_000
    assert text.startswith("amount,score,kind,day\n")
