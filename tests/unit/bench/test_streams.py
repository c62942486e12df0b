"""The stream measurements: how streams are cut, what faults change, how rules decide, what is rendered."""

import io
import zipfile

import measure_streams
import numpy as np
import pandas as pd
import pytest
from calibration.packages import UnavailableError
from streams import downloads, planted, sections, year
from streams.catalogue import SOURCES
from streams.downloads import GitHubFile
from streams.faults import FAULTS, NEW_LEVEL, SENTINEL, column, foreign
from streams.faults import planted as with_fault
from streams.history import walk
from streams.limits import ChunkLimits, HistoryLimits, beyond
from streams.outcome import Outcome, Past
from streams.plan import QUICK
from streams.ratio import RatioJudge, Shared
from streams.stream import TEXT, Stream, by_period, by_rows, csv, joined
from streams.summaries import NannyLike, deequ_like, jensen_shannon
from streams.tables import read

BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.fixture
def rows():
    random = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "price": random.normal(100, 15, 400).round(2),
            "count": random.poisson(3, 400),
            "plan": random.choice(["Free", "Pro", "Team"], 400, p=[0.5, 0.3, 0.2]),
        }
    ).convert_dtypes()


@pytest.fixture
def stream(rows):
    return Stream("made", "table", "day", by_rows(rows, 40), "price", "plan")


def test_a_stream_is_cut_into_blocks_without_an_incomplete_last_one(rows):
    batches = by_rows(rows, 150)
    assert [len(batch) for batch in batches] == [150, 150]
    pd.testing.assert_frame_equal(joined(batches), rows.iloc[:300])


def test_a_stream_is_cut_by_period_in_time_order_without_incomplete_ones():
    rows = pd.DataFrame({"week": [3, 1, 1, 1, 2, 2, 2, 3, 3, 4], "row": range(10)})
    batches = by_period(rows, rows["week"])
    assert [batch["row"].tolist() for batch in batches] == [[1, 2, 3], [4, 5, 6], [0, 7, 8]]


def test_the_control_has_the_same_rows_and_sizes_in_another_order(stream, rows):
    control = stream.shuffled()
    assert [len(batch) for batch in control.batches] == [40] * 10
    shuffled = joined(control.batches)
    assert not shuffled.equals(rows)
    pd.testing.assert_frame_equal(
        shuffled.sort_values(list(rows), ignore_index=True), rows.sort_values(list(rows), ignore_index=True)
    )
    pd.testing.assert_frame_equal(shuffled, joined(stream.shuffled().batches))


def test_whole_numbers_beside_missing_cells_are_written_without_decimals():
    assert csv(read(b"a,b\n5.0,x\n,y\n7.0,\n")) == b"a,b\n5,x\n,y\n7,\n"


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_changes_one_column_of_a_copy(fault, stream, rows):
    where = column(fault, stream)
    before = rows.copy()
    first, second = (with_fault(fault, where, rows, rows, np.random.default_rng(1)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(rows, before)
    assert {name for name in rows if not first[name].equals(rows[name])} == {where}


def test_the_sizes_of_the_faults_are_those_of_their_names(rows):
    def after(name, where):
        return with_fault(BY_NAME[name], where, rows, rows, np.random.default_rng(1))[where]

    assert (after("unit: ×1000 in 5% of the rows", "price") > 10_000).sum() == 20
    assert after("20% missing", "count").isna().sum() == 80
    assert after("variance ×1.5", "price").var() == pytest.approx(1.5 * rows["price"].var(), rel=0.001)
    deviation = rows["count"].std()
    assert after("mean +0.5 sd", "count").mean() - rows["count"].mean() == pytest.approx(
        0.5 * deviation, abs=0.1
    )
    assert after("mean +0.5 sd", "count").dtype == "Int64"
    assert (after("sentinel -999 in 1%", "price") == SENTINEL).sum() == 4
    assert len(set(after("stuck in the last 20%", "price").tail(80))) == 1
    assert (after("mix +10 points", "plan") == "Free").sum() == (rows["plan"] == "Free").sum() + 40
    assert set(after("case changed", "plan")) == {"FREE", "PRO", "TEAM"}
    assert (after("new level in 5%", "plan") == NEW_LEVEL).sum() == 20


def test_texts_get_foreign_rows_and_tables_do_not(stream):
    fault = foreign([f"Satz {number}" for number in range(10)])
    assert column(fault, stream) is None
    texts = pd.DataFrame({TEXT: ["a sentence"] * 50})
    changed = with_fault(fault, TEXT, texts, texts, np.random.default_rng(1))
    assert changed[TEXT].str.startswith("Satz").sum() == 5


class Counted:
    """Alarms where a batch's mean price exceeds the limit, and counts how often it is asked."""

    name = "counted"

    def __init__(self, limit):
        self.limit, self.asked = limit, 0

    def score(self, _past, drift):
        self.asked += 1
        mean = float(drift["price"].mean())
        changed = {"price": mean} if mean > self.limit else {}
        return Outcome(bool(changed), (), {"price": mean}, changed)


def test_a_walk_yields_the_batches_with_enough_verdicts_and_their_past(stream):
    walked = list(walk(stream, Counted(0), blocks=3, earlier=4))
    assert len(walked) == 3
    past, rows, _ = walked[0]
    assert rows is stream.batches[7]
    assert past.baseline == stream.batches[:3]
    assert past.earlier == stream.batches[3:7]
    assert len(past.outcomes) == 4


def test_a_rolling_baseline_is_what_came_just_before(stream):
    past, rows, _ = list(walk(stream, Counted(0), blocks=3, earlier=2, rolling=True))[-1]
    assert rows is stream.batches[9]
    assert past.baseline == stream.batches[6:9]


def test_a_judge_may_see_fewer_verdicts_than_there_are(stream):
    walked = list(walk(stream, Counted(0), blocks=3, earlier=0, window=2))
    assert [len(past.outcomes) for past, _, _ in walked] == [0, 1, 2, 2, 2, 2, 2]


def test_the_ratio_compares_a_change_with_the_largest_of_the_history(stream):
    past = Past(stream.batches[:3], outcomes=(Outcome(alarm=True, effects={"price": 60.0}),))
    assert not RatioJudge(Counted(50), 2).score(past, stream.batches[3]).alarm
    assert RatioJudge(Counted(50), 1.5).score(past, stream.batches[3]).alarm
    assert not RatioJudge(Counted(500), 1.5).score(past, stream.batches[3]).alarm
    assert RatioJudge(Counted(50), 2).score(Past(stream.batches[:3]), stream.batches[3]).alarm


def test_judges_on_driftline_share_its_answers(stream):
    inner = Counted(0)
    shared = Shared(inner)
    for judge in (shared, RatioJudge(shared, 2), RatioJudge(shared, 3)):
        list(walk(stream, judge, blocks=3, earlier=2))
    assert inner.asked == 7


def test_limits_are_standard_deviations_from_the_mean():
    history = [{"a": 1.0, "b": 5.0}, {"a": 3.0, "b": 5.0}]
    assert beyond(history, {"a": 4.9, "b": 5.0, "new": 1.0}, 3).reasons == ()
    assert beyond(history, {"a": 5.1, "b": 5.0}, 3).reasons == ("a",)
    assert beyond(history, {"a": 2.0, "b": 5.1}, 3).reasons == ("b",)


@pytest.mark.parametrize("judge", [ChunkLimits(6), HistoryLimits(6)], ids=lambda judge: judge.name)
def test_rules_by_limits_find_a_gross_fault_and_nothing_else(judge, stream, rows):
    past = Past(stream.batches[:6], stream.batches[6:8])
    calm = stream.batches[8]
    assert not judge.score(past, calm).alarm
    faulty = with_fault(BY_NAME["20% missing"], "price", calm, rows, np.random.default_rng(1))
    assert "price" in judge.score(past, faulty).reasons[0]


def test_the_figures_of_a_batch(rows):
    figures = deequ_like(rows)
    assert figures["rows"] == 400
    assert figures["price: completeness"] == 1
    assert figures["plan: distinct"] == 3
    same = NannyLike(rows)(rows)
    assert same["price: Jensen-Shannon"] == same["plan: unseen"] == 0
    assert NannyLike(rows)(rows.assign(plan="Other"))["plan: unseen"] == 1
    assert jensen_shannon({"a": 0.5, "b": 0.5}, {"a": 1.0}) == pytest.approx(0.558, abs=0.001)


def test_a_planted_batch_is_the_same_for_every_judge(stream):
    first, second = (planted.draws(stream, FAULTS, 3, 2) for _ in range(2))
    assert len(first) == 2
    assert set(first[0]) == set(BY_NAME)
    pd.testing.assert_frame_equal(first[1]["5% missing"], second[1]["5% missing"])


@pytest.mark.parametrize("name", year.SHIFTS)
def test_a_simulated_year_repeats_itself(name):
    first, second = (year.year(name, days=3) for _ in range(2))
    assert len(first.stream.batches) == 3
    pd.testing.assert_frame_equal(joined(first.stream.batches), joined(second.stream.batches))


def test_the_changes_of_a_year_are_where_they_are_said_to_be():
    bad = year.year("bad week").stream.batches
    missing = [batch["amount"].isna().mean() for batch in bad]
    assert min(missing[day] for day in year.BAD_WEEK) > 0.1
    assert np.mean(missing[:150]) < 0.02
    moved = year.year("step").stream.batches
    means = [np.log(batch["amount"].dropna()).mean() / 0.5 for batch in moved]
    assert np.mean(means[200:]) - np.mean(means[:200]) == pytest.approx(0.6, abs=0.1)


def test_a_file_of_a_repository_is_checked(tmp_path):
    file = GitHubFile("a/b", "0" * 40, "c.csv", "0" * 64)
    place = tmp_path / "streams" / "github" / "a" / "b" / "c.csv"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"other")
    with pytest.raises(UnavailableError, match=r"c\.csv: SHA-256 .* instead of 0000"):
        downloads.from_github(file, tmp_path)


def test_a_file_that_cannot_be_had_says_where_it_belongs(tmp_path, monkeypatch):
    def fails(*_, **__):
        raise OSError("no route")

    monkeypatch.setattr("urllib.request.urlopen", fails)
    with pytest.raises(UnavailableError, match=r"no route; put the file at .*a/b/c\.csv"):
        downloads.from_github(GitHubFile("a/b", "0" * 40, "c.csv", "0" * 64), tmp_path)


def test_a_file_of_a_wheel_is_read_without_installing_it(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr("made/a.csv", "a\n1\n")
    path = tmp_path / "made.whl"
    path.write_bytes(content.getvalue())
    monkeypatch.setattr(downloads, "fetch", lambda *_: path)
    assert downloads.from_wheel("made==1", "made/a.csv", tmp_path) == b"a\n1\n"


def test_every_stream_says_where_it_comes_from():
    assert len(SOURCES) >= 10
    assert all(one.origin and one.licence and one.batch for one in SOURCES.values())
    assert set(QUICK.streams) <= set(SOURCES)
    assert all(one.number for one in SOURCES.values() if one.kind == "table")


def test_the_tables_of_the_page():
    results = {name: {"calls": "1101"} for name in QUICK.streams}
    results |= {f"{name}, shuffled": {"calls": "0000"} for name in QUICK.streams}
    text = sections.first_files(QUICK, results)
    assert "| bikes | 3/4 = .75 [.30, .95] | 0/4 = .00 [.00, .49] |" in text
    assert "| **all** | 9/12 = .75 [.47, .91] | 0/12 = .00 [.00, .24] |" in text

    calls = {"Driftline": {"8": "11"}, "other": {"8": "01"}}
    text = sections.history(QUICK, {name: {"calls": calls} for name in QUICK.streams})
    assert "| other | 3/6 = .50 [.19, .81] |" in text
    assert "Rolling baseline**" not in text

    calls = {"Driftline": {"5% missing": "11", planted.NONE: "00"}}
    text = sections.faults(QUICK, {"bikes": {"calls": calls}})
    assert text.index("no fault") < text.index("5% missing | 2/2")

    results = {"step, 0": {"calls": {"Driftline": "010011"}, "changed": "001100"}}
    text = sections.years(QUICK, results)
    assert "| step: before | 1/2 = .50" in text
    assert "| step: after | 2/2 = 1.00" in text


def test_an_unknown_stream_is_named(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["measure_streams.py", "--streams", "flights,tide"])
    with pytest.raises(SystemExit):
        measure_streams.main()
    assert "no stream is called 'tide'; there are flights, weather" in capsys.readouterr().err
