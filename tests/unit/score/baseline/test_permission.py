"""Which baselines a file's metadata may name."""

import io
from contextlib import nullcontext

import pytest

from common.errors import BatchError
from common.stores.memory import MemoryStore
from functions.score.baseline.permission import check_named

SALARIES = "baselines/payroll/salaries.csv"


@pytest.fixture
def store():
    return MemoryStore()


def put(store, key, text=""):
    store.put(key, io.BytesIO(text.encode()), len(text.encode()))


@pytest.mark.parametrize(
    ("drift", "baseline"),
    [
        ("drifts/reviews/1.csv", "baselines/reviews/a/b.csv"),
        ("drifts/reviews/2026/11/1.csv", "baselines/reviews/a.csv"),
        ("drifts/1.csv", "baselines/other.csv"),
        ("drifts/reviews/1.csv", "baselines/reviews.csv"),  # it would get it without metadata
        ("drifts/reviews/1.csv", "baselines/baseline.parquet"),
    ],
)
def test_what_is_in_its_own_tree(store, drift, baseline):
    check_named(store, drift, baseline)


@pytest.mark.parametrize(
    ("drift", "baseline"),
    [
        ("drifts/reviews/1.csv", SALARIES),
        ("drifts/1.csv", SALARIES),
        ("drifts/payroll-2/1.csv", SALARIES),
        ("drifts/reviews/1.csv", "baselines/payroll.csv"),
        ("drifts/reviews/1.csv", "baselines/reviews/../payroll/salaries.csv"),
        ("drifts/reviews/1.csv", "baselines/./payroll/salaries.csv"),
        ("drifts/reviews/1.csv", "baselines//payroll/salaries.csv"),
        ("drifts/reviews/1.csv", "baselines/payroll/"),
    ],
)
def test_what_is_elsewhere(store, drift, baseline):
    with pytest.raises(BatchError, match="may not use") as caught:
        check_named(store, drift, baseline)
    assert caught.value.kind == "baseline_not_allowed"


@pytest.mark.parametrize(
    ("allow", "drift", "may"),
    [
        ("drifts/reviews/", "drifts/reviews/1.csv", True),
        ("drifts/reviews/1.csv", "drifts/reviews/1.csv", True),
        ("drifts/rev", "drifts/reviews/1.csv", False),
        ("drifts/reviews/", "drifts/other/1.csv", False),
    ],
)
def test_the_settings_beside_the_baseline_may_allow_it(store, allow, drift, may):
    put(store, f"{SALARIES}.driftline.toml", f"allow = ['{allow}']")
    with nullcontext() if may else pytest.raises(BatchError):
        check_named(store, drift, SALARIES)


@pytest.mark.parametrize(
    ("shared", "may"), [("baselines/payroll/", True), (SALARIES, True), ("baselines/pay", False)]
)
def test_the_deployment_may_share_it(store, shared, may):
    with nullcontext() if may else pytest.raises(BatchError):
        check_named(store, "drifts/reviews/1.csv", SALARIES, [shared])


def test_the_error_does_not_tell_whether_it_exists(store):
    def answer():
        with pytest.raises(BatchError) as caught:
            check_named(store, "drifts/reviews/1.csv", SALARIES)
        return str(caught.value)

    before = answer()
    put(store, SALARIES, "name,salary")
    put(store, f"{SALARIES}.driftline.toml", "alpha = 'secret'")
    assert answer() == before
