"""One verdict as a line of a history."""

import doctest
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from common.verdict.column import ColumnVerdict, EffectSize
from functions.score.handler import score_object
from functions.score.history import HistoryLine, effect_names
from functions.score.history import line as line_module
from functions.score.history.history import BEGINNING
from functions.score.history.times import time_text
from functions.score.policy import CalibratedPolicy
from functions.score.statistics.effects import EffectKey, Place
from functions.score.statistics.evidence import EXCESS_DISTANCE, EXCESS_VARIATION, MISSING


@pytest.mark.parametrize("module", [effect_names, line_module])
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0


def column(name="age", p_value=0.00123456, **effects):
    return ColumnVerdict(
        name=name, kind="numeric", test="t", statistic=1.0, p_value=p_value, p_adjusted=p_value,
        effect=None, threshold=None, drifted=False,
        effects=[{"name": effect, "value": value} for effect, value in effects.items()],
    )  # fmt: skip


def test_every_effect_that_a_policy_decides_by_has_a_short_name_of_its_own():
    assert set(effect_names.SHORT_NAMES) == CalibratedPolicy().decides_by
    assert len(effect_names.FULL_NAMES) == len(effect_names.SHORT_NAMES)
    for name in effect_names.SHORT_NAMES:
        for by in (None, "hour of day"):
            assert effect_names.parsed(effect_names.short(name, by)) == (name, by)
    assert not any(effect_names.BY in name or name == "p" for name in effect_names.FULL_NAMES)


def test_a_line_keeps_what_a_policy_decides_by_in_four_digits_and_no_zeros(make_verdict):
    effects = {EXCESS_DISTANCE: 0.123456, MISSING: 0.0, "population stability index": 3.0}
    line = HistoryLine.of(make_verdict(columns=[column(**effects), column("city", None)]))
    assert line.sizes == {EffectKey("age", EXCESS_DISTANCE): 0.1235}
    assert line.columns["city"] == {}
    assert line.p_values == {Place("age"): 0.001235}
    assert (line.key, line.etag, line.baseline, line.rows) == ("drifts/a.csv", "e1", "b1", 2)
    assert (line.drifted, line.accepted, line.score, line.modified) == (False, False, 0.01, None)


def test_the_sign_of_a_size_is_its_direction(make_verdict):
    summaries = {"before": {"count": 90, "missing": 10, "median": 20}, "after": {"count": 100, "median": 24}}
    measured = column(**{EXCESS_DISTANCE: 0.5, MISSING: 0.1}).model_copy(update=summaries)
    line = HistoryLine.of(make_verdict(columns=[measured]))
    assert line.columns["age"] == {"p": 0.001235, "distance": 0.5, "missing": -0.1}
    missing = EffectKey("age", MISSING)
    assert line.sizes == {EffectKey("age", EXCESS_DISTANCE): 0.5, missing: 0.1}
    assert line.falls == {missing}


def test_distributions_by_weekday_and_by_hour_are_told_apart(make_verdict):
    measured = column()
    sizes = [
        EffectSize(name=EXCESS_VARIATION, value=0.1, by="weekday"),
        EffectSize(name=EXCESS_VARIATION, value=0.2, by="hour"),
    ]
    verdict = make_verdict(columns=[measured.model_copy(update={"effects": sizes})])
    line = HistoryLine.of(type(verdict).from_json(verdict.to_json()))
    assert line.sizes == {
        EffectKey("age", EXCESS_VARIATION, "weekday"): 0.1,
        EffectKey("age", EXCESS_VARIATION, "hour"): 0.2,
    }


@pytest.mark.parametrize("status", ["error", "no_baseline"])
def test_a_file_that_was_not_compared_has_no_line(make_verdict, status):
    assert HistoryLine.of(make_verdict(status=status)) is None


def test_a_line_is_read_back_and_is_one_line(make_line):
    name = 'a "b"\n\r\u2028\x85é'
    line = make_line(1, key=f"drifts/{name}.csv", columns={name: {"p": 1e-300}}, score=0.5)
    data = line.to_json()
    assert data.splitlines(keepends=True) == [data]
    assert HistoryLine.from_json(data) == line


def test_the_beginning_of_a_line_stays_what_it_is(make_line):
    """Every version has to find key and time of the lines of every other."""
    data = make_line(1, modified=None).to_json()
    assert list(json.loads(data))[:4] == ["v", "key", "modified", "written"]
    for line in (data, make_line(1, key='drifts/"\\.csv').to_json()):
        assert BEGINNING.match(line)


def test_texts_of_times_sort_like_times():
    times = [datetime(2026, 11, 28, 12, 0, 0, part, tzinfo=UTC) for part in (0, 1, 500_000)]
    times.append(datetime(2026, 11, 28, 12, 0, 1, tzinfo=timezone(timedelta(hours=-1))))
    assert sorted(map(time_text, [*times, None])) == ["", *map(time_text, times)]


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"columns": {"age": {"p": "much"}}},
        {"columns": {"age": {"p": float("nan")}}},
        {"columns": []},
        {"drifted": "yes"},
        {"finding": "perhaps"},
        {"modified": "yesterday"},
        {"modified": "2026-11-28T00:00:00"},
        {"rows": None, "key": None},
    ],
)
def test_a_line_with_a_wrong_value_is_none(make_line, change):
    good = json.loads(make_line(1).to_json())
    assert HistoryLine.from_json(json.dumps(good).encode())
    assert HistoryLine.from_json(json.dumps(good | change).encode()) is None


def test_a_line_with_more_fields_is_read(make_line):
    data = json.loads(make_line(1).to_json()) | {"sketch": [1, 2]}
    assert HistoryLine.from_json(json.dumps(data).encode()) == make_line(1)


def test_a_real_verdict_has_everything_that_a_line_needs(make_tools):
    """Numbers, categories, weekdays and duplicate rows, as the handler measures them."""
    store = MemoryStore()
    days = [f"2026-11-{day:02d}" for day in range(2, 30)]
    weekdays = [day for day in days if datetime.fromisoformat(day).weekday() < 5]
    rows = [f"{n}.5,{'xy'[n % 2]},{weekdays[n % len(weekdays)]}" for n in range(400)]
    twice = [f"{n + 400}.5,x,{days[n % len(days)]}" for n in range(200)] * 2
    before, after = ("\n".join(["size,letter,day", *lines]) for lines in (rows, twice))
    for key, text in (("baselines/a.csv", before), ("drifts/a/1.csv", after)):
        store.put(key, io.BytesIO(text.encode()), len(text))
    scored = score_object(ObjectCreated(store.bucket, "drifts/a/1.csv"), make_tools(store))
    line = HistoryLine.of(scored.verdict)
    assert line.drifted
    assert line.sizes[EffectKey("size", EXCESS_DISTANCE)] > 0.5
    assert line.sizes[EffectKey("letter", EXCESS_VARIATION)] > 0.3
    assert line.sizes[EffectKey("day", EXCESS_VARIATION, "weekday")] > 0.1
    assert line.of_rows["duplicated"].size > 0.1
    assert {place.name for place in line.p_values} == {"size", "letter", "day", "duplicate rows"}
    assert line.digest == scored.verdict.drift.digest
    assert line.newest == {"day": "2026-11-29"}
    assert HistoryLine.from_json(line.to_json()) == line
