"""`import driftline`: what is at fault is one line, whatever is at fault."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import driftline
from functions.score import triggers
from functions.score.triggers import library

CHECKOUT = Path(__file__).parents[2]
ROWS = 60
PRICES = np.random.default_rng(0).normal(10, 1, (2, ROWS)).round(3)
BASELINE, CALM = (
    pd.DataFrame({"price": prices, "shop": ["north", "south", "south"] * 20}) for prices in PRICES
)


FAULTS = {
    "drift: at least 2 rows are needed to compare, not 0": (BASELINE, BASELINE.head(0), {}),
    "baseline: the table has no columns": (pd.DataFrame(), CALM, {}),
    "drift: the table has no columns": (BASELINE, pd.DataFrame(index=range(ROWS)), {}),
    "drift: no column can be compared: x (lists of text)": (
        BASELINE,
        pd.DataFrame({"x": [["a"]] * ROWS}),
        {},
    ),
    "drift: at least 2 rows are needed to compare, not 1": (BASELINE, pa.table(CALM.head(1)), {}),
    "drift: 2 columns are named 'shop'": (BASELINE, pd.concat([CALM, CALM["shop"]], axis=1), {}),
    "drift: 2 columns are named '1'": (BASELINE, pd.DataFrame([[1, 2]] * 3, columns=[1, "1"]), {}),
    "drift: column 'x' mixes values of the types dict, int; convert": (
        BASELINE,
        CALM.assign(x=[1, {"a": 1}] * 30),
        {},
    ),
    "drift: column 'x' holds values of type object": (BASELINE, CALM.assign(x=[object()] * ROWS), {}),
    "drift: column 'x' holds values of type complex": (BASELINE, CALM.assign(x=1j), {}),
    "baseline: column 'when' holds no text": (pd.DataFrame({"when": [None, None]}), CALM, {}),
    "there is no file 'none.csv'": (BASELINE, "none.csv", {}),
    "'/' is a folder of more than 10,000 files; name a file in it": (Path("/"), CALM, {}),
    "alpha = 2: must be less than 1": (BASELINE, CALM, {"alpha": 2}),
    "minimum_shift = inf: must be a finite number": (
        BASELINE,
        CALM,
        {"minimum_shift": float("inf")},
    ),
    "DRIFTLINE_MINIMUM_SHIFT: must be a finite number": (
        BASELINE,
        CALM,
        {"settings": {"DRIFTLINE_MINIMUM_SHIFT": "inf"}},
    ),
    "drift: 2 columns are named 'price'": (BASELINE, CALM.set_index(CALM["price"]), {}),
    "kinds.shop = 'word'": (BASELINE, CALM, {"kinds": {"shop": "word"}}),
    "the settings name column 'shoop'": (
        BASELINE,
        CALM,
        {"ignored": "shoop"},
    ),
    "the settings name column '3', which does not exist": (BASELINE, CALM, {"ignored": 3}),
    r"there is no file 'no\ne\x1b.csv'": (BASELINE, "no\ne\x1b.csv", {}),
    r"kinds.sh\nop = 'word'": (BASELINE, CALM, {"kinds": {"sh\nop": "word"}}),
    "policy = 5: must be": (BASELINE, CALM, {"policy": 5}),
    "show_rows = [1]: must be": (BASELINE, CALM, {"show_rows": [1]}),
    "kinds.shop = 5: must be": (BASELINE, CALM, {"kinds": {"shop": 5}}),
    "baseline: column 'reviw'": (BASELINE, CALM, {"text_columns": "reviw"}),
    "there is no setting DRIFTLINE_MODL": (BASELINE, CALM, {"settings": {"DRIFTLINE_MODL": "x"}}),
}


@pytest.mark.parametrize("message", FAULTS)
def test_what_cannot_be_compared_is_one_line(message):
    baseline, drift, options = FAULTS[message]
    with pytest.raises(driftline.ScoringError) as caught:
        driftline.compare(baseline, drift, **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_file_at_fault_is_named_with_its_row(tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text('id,text\n1,"never closed\n2,x\n')
    with pytest.raises(driftline.ScoringError, match=r"broken\.csv: row 2: "):
        driftline.compare(BASELINE, broken)
    beside = tmp_path / "a.parquet"
    BASELINE.to_parquet(beside)
    beside.with_name("a.parquet.driftline.toml").write_text("alfa = 1\n")
    with pytest.raises(
        driftline.ScoringError, match=r"a\.parquet\.driftline\.toml: there is no setting 'alfa'"
    ):
        driftline.compare(beside, CALM)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BASELINE["shop"], r"not Series; use drift\.to_frame\(\)"),
        ({"shop": ["a"]}, "not dict"),
        (None, "not NoneType"),
    ],
)
def test_data_of_another_type_is_a_type_error(data, message):
    with pytest.raises(
        TypeError, match=f"drift must be a pandas DataFrame, a pyarrow Table or a path, {message}"
    ):
        driftline.compare(BASELINE, data)


NAMES = "must be the name of a column or a list of names"
WRONG_TYPES = [
    ({"settings": "x"}, 'settings must be a mapping such as {"DRIFTLINE_ALPHA": "0.01"}, not str'),
    ({"settings": [1]}, 'settings must be a mapping such as {"DRIFTLINE_ALPHA": "0.01"}, not list'),
    ({"settings": {5: 5}}, "settings must have strings as names, not int"),
    (
        {"settings": {"DRIFTLINE_SHOW_ROWS": False}},
        "settings must have strings as values; 'DRIFTLINE_SHOW_ROWS' is bool",
    ),
    ({"ignored": True}, f"ignored {NAMES}, not bool"),
    ({"ignored": b"shop"}, f"ignored {NAMES}, not bytes"),
    ({"text_columns": {"shop": "text"}}, f"text_columns {NAMES}, not dict"),
    ({"kinds": "text"}, "kinds must be a mapping from names of columns to kinds, not str"),
]


@pytest.mark.parametrize(("options", "message"), WRONG_TYPES)
def test_an_option_of_the_wrong_type_is_a_type_error_that_names_it(options, message):
    with pytest.raises(TypeError) as caught:
        driftline.compare(BASELINE, CALM, **options)
    assert str(caught.value) == message


def test_an_internal_error_is_one_line_too(monkeypatch):
    def broken(*_arguments, **_options):
        raise KeyError("share")

    monkeypatch.setattr("functions.score.scoring.compare", broken)
    with pytest.raises(driftline.ScoringError, match=r"^drift: internal error \(KeyError\)"):
        driftline.compare(BASELINE, CALM)


def run(program, **environment):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, **environment
    )


def test_the_import_loads_nothing_that_takes_time():
    heavy = (
        "pandas",
        "numpy",
        "pyarrow",
        "pydantic",
        "typer",
        "common",
        "functions",
        "dataclasses",
        "inspect",
    )
    done = run(
        f"import sys, driftline; print([name for name in {heavy} if name in sys.modules])", cwd=CHECKOUT
    )
    assert done.stdout == "[]\n", done.stderr


def test_a_package_that_hides_ours_is_named(tmp_path):
    foreign = tmp_path / "common"
    foreign.mkdir()
    (foreign / "__init__.py").touch()
    path = f"import sys; sys.path[:0] = [{str(tmp_path)!r}]; sys.path.append({str(CHECKOUT)!r})\n"
    done = run(f"{path}import driftline\ndriftline.compare('a.csv', 'b.csv')", cwd=tmp_path)
    error = done.stderr.splitlines()[-1]
    assert error.startswith(f"ImportError: {str(foreign)!r} hides Driftline's own package 'common'")
    assert str(CHECKOUT / "common") in error


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.delattr(triggers, "library")
    monkeypatch.delitem(sys.modules, library.__name__)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pyarrow.*pip install 'driftline\[score\]'"):
        driftline.compare(BASELINE, CALM)
