"""The calibration card's tables and sentences."""

import pytest
from calibration import changes, ordinary, plots, sections
from calibration.markdown import percent, rate, short, table
from calibration.method_results import OUR_TEST, OURS, RULE, MethodResult
from calibration.plan import FULL
from calibration.sizes import stated
from calibration.wilson import Share
from streams import measured, plan

from functions.score.history import History, Past
from functions.score.policy import Learning


def cell(corpus, sizes, hits):
    counts = {"0.05": hits, "0.01": 0}
    return {"corpus": corpus, "sizes": sizes, "repetitions": 300, "test": counts, "decision": counts}


ALARMS = [cell("brown", [100, 10], 15), cell("brown", [500, 10], 40)]
METHODS = {
    changes.STYLE.name: {
        OURS: MethodResult({"0.0": "0" * 40, "0.1": "1" * 30 + "0" * 10}, 16.8),
        OUR_TEST: MethodResult({"0.0": "0" * 40, "0.1": "1" * 40}, None),
        RULE: MethodResult({"0.0": "1" * 40, "0.1": "1" * 40}, None),
        "alibi-detect MMD": MethodResult({"0.0": "0" * 40, "0.1": "1" * 40}, 72.0, "ValueError: once"),
        "Evidently text default": MethodResult({"0.0": "0" * 40}, 172.0),
    }
}
PLANTED = {"topic": [stated(0.1, [[0.09, 0.05, 0.2]] * 5), stated(0.5, [[0.3, 0.2, 0.6]] * 5)]}
SIMULATED = {"shift": [stated(0.3, [[0.1, 0.05, 0.2]] * 20, 0.95)]}
DETECTABLE = [
    {
        "change": "topic",
        "sizes": (1000, 300),
        "stated": 10,
        "undefined": 2,
        "median_share": 0.081,
        "too_few_other_rows": 1,
        "found": 9,
        "drifted": 6,
    },
    {
        "change": "style",
        "sizes": (100, 10),
        "stated": 0,
        "undefined": 12,
        "median_share": None,
        "too_few_other_rows": 0,
        "found": 0,
        "drifted": 0,
    },
]
MIXED = {
    OURS: MethodResult({"0.0": "0" * 39 + "1"}, 4.8),
    "NannyML univariate": MethodResult({"0.0": "1" * 40}, 3.2),
}
COLUMNS = {"kinds": {"a": "numeric", "b": "numeric"}, "flagged": {"a": 1}}


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [(0.05, 2, ".05"), (1.0, 2, "1.00"), (0.999, 2, "1.00"), (0.0, 2, ".00"), (0.0312, 3, ".031")],
)
def test_numbers_below_one_lose_their_zero(number, digits, text):
    assert short(number, digits) == text


def test_rates_and_shares_have_the_cards_format():
    assert rate(Share(95, 100)) == ".95 ± .02"
    assert rate(None) == "\N{EN DASH}"
    assert (percent(0.02), percent(0.125), percent(1.0)) == ("2%", "12.5%", "100%")


def test_a_table_is_markdown():
    assert table(["a", "b"], [["x", 1]]) == "| a | b |\n| --- | ---: |\n| x | 1 |\n\n"


def test_the_cells_out_of_bounds_are_counted_and_named():
    text = sections.alarms(ALARMS)
    assert "above alpha in 1 of 2 cells (brown 500 x 10)" in text
    assert "| **100** | .050 / .000 (.050 / .000) |" in text


def test_a_method_out_of_bounds_is_struck_through_and_a_better_one_is_named():
    text = sections.power([changes.STYLE], METHODS)
    assert f"~~{RULE}~~" in text
    assert "more than a standard error: alibi-detect MMD at 10% (by .25 ± .07)." in text
    assert "| Evidently text default | .00 ± .00 | \N{EN DASH} | 40 | 4300 |" in text
    assert "alibi-detect MMD failed on some files: `ValueError: once`" in text


def test_sizes_are_compared_by_mean_excess_and_coverage():
    text = sections.shares_stated(PLANTED, SIMULATED)
    assert "Mean further than .10 from the truth at .50" in text
    assert "more than 5% of the files at none" in text
    assert "coverage below it (95% Wilson) at .30" in text


def test_power_at_the_detectable_share_is_compared_with_the_promise():
    text = sections.detectable(DETECTABLE)
    assert "less often than promised in 0 of 1 rows, the decision in 1." in text
    assert "| style | 100/10 |  |  |  | 0 | 12 | 0 |" in text


def test_the_mixed_table_is_compared_with_alpha():
    text = sections.mixed(MIXED, COLUMNS)
    assert "Driftline: .025, within alpha + 2 SE" in text
    assert "~~NannyML univariate~~" in text
    assert "2 numeric" in text


class Planned:
    """Keeps the cells that it should compute, and answers with no alarm, except before."""

    def __init__(self):
        self.cells = []

    def run(self, cells):
        self.cells = list(cells)
        return {cell.name: {"before": "11", "calls": "00", "reasons": []} for cell in self.cells}


def test_ordinary_batches_are_the_first_files_of_the_streams_page():
    cards, page = Planned(), Planned()
    text = ordinary.section(FULL, ordinary.measure(FULL, cards))
    measured.first(plan.FULL, page)
    assert cards.cells == page.cells
    assert "## 6. Ordinary batches" in text
    assert "Up to 24 batches of each stream, each compared with the 16 batches before it" in text
    assert "| flights | 2/2 = 1.00 [.34, 1.00] | 0/2 = .00 [.00, .66] | 0/2 = .00 [.00, .66] |" in text


def test_without_earlier_verdicts_a_history_says_nothing():
    """So both policies decide alike on first files, as the card states."""
    assert Past.of(History("history/stream.csv.jsonl"), "etag", Learning()) == Past()


def test_every_table_has_a_plot_that_is_the_same_for_the_same_numbers(tmp_path):
    for name in ("first", "second"):
        folder = tmp_path / name
        plots.alarms(ALARMS, folder / "alarms.svg")
        plots.power(METHODS, folder / "power.svg")
        plots.sizes(PLANTED | SIMULATED, folder / "sizes.svg")
        plots.detectable(DETECTABLE, folder / "detectable.svg")
        plots.mixed(MIXED, folder / "mixed.svg")
    for path in (tmp_path / "first").iterdir():
        assert path.read_text() == (tmp_path / "second" / path.name).read_text()
        assert "<svg" in path.read_text()
        assert path.stat().st_size < 60_000
