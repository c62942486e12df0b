import itertools
import json
import re
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from common.verdict import figures
from common.verdict.column import ConfidenceInterval
from functions.score.report import Map, charts, distribution, wording
from functions.score.report.charts.svg import short
from functions.score.statistics import evidence
from functions.score.statistics.columns import numeric
from functions.score.statistics.columns.missing import Absent


def summaries(before, after):
    return SimpleNamespace(name="price", before=before, after=after)


def coordinates(svg, kind, name):
    return [float(value) for value in re.findall(rf'<circle class="{kind}"[^>]* {name}="([-\d.]+)"', svg)]


def test_the_score_is_drawn_in_its_level():
    for score, band in ((0.05, "none"), (0.15, "moderate"), (0.9, "high")):
        svg = charts.score_chart(score, None, (0.1, 0.2))
        areas = re.findall(r'class="band (\w+)" x="([-\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
        at = coordinates(svg, "after mark", "cx")[0]
        assert [name for name, x, width in areas if float(x) <= at < float(x) + float(width)] == [band]
        assert at < 340


def test_a_negative_corrected_score_stays_in_the_picture():
    svg = charts.score_chart(0.02, -0.05, (0.1, 0.2))
    assert 0 < coordinates(svg, "ring", "cx")[0] < coordinates(svg, "after mark", "cx")[0]
    assert "corrected for the bias of small files -0.050" in svg


def test_the_error_bar_goes_through_the_ring():
    svg = charts.score_chart(0.15, 0.12, (0.1, 0.2), (0.09, 0.15))
    low, high = map(float, re.search(r'class="interval" d="M([\d.]+) [\d.]+H([\d.]+)', svg).groups())
    assert low < coordinates(svg, "ring", "cx")[0] < high
    assert "between 0.090 and 0.150" in svg


@pytest.mark.parametrize("score", [0.01, 0.15, 0.3, 0.64, 1.2, 2.0])
@pytest.mark.parametrize("half", [0.0, 0.03, 0.2])
def test_no_label_covers_another_one_or_the_error_bar(score, half):
    low, high = max(score - half, 0.0), min(score + half, 2.0)
    svg = charts.score_chart(score, score, (0.1, 0.2), (low, high))
    lines = {}
    for x, y, anchor, said in re.findall(
        r'<text x="([-\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)<', svg
    ):
        width = 6 * len(said)
        start = float(x) - {"start": 0, "middle": width / 2, "end": width}[anchor]
        lines.setdefault(y, []).append((start, start + width))
    bar = tuple(map(float, re.search(r'class="interval" d="M([\d.]+) [\d.]+H([\d.]+)', svg).groups()))
    lines["72"].append(bar)
    for spans in lines.values():
        ordered = sorted(spans)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(ordered)), ordered
        assert ordered[0][0] >= 0
        assert ordered[-1][1] <= 340


def test_the_share_lies_inside_its_interval():
    interval = ConfidenceInterval(estimate=0.31, low=0.25, high=0.4, confidence=0.95)
    svg = charts.share_chart(interval, 0.12, 0.05)
    low, high = map(float, re.search(r'class="interval" d="M([\d.]+) [\d.]+H([\d.]+)', svg).groups())
    assert low < coordinates(svg, "after mark", "cx")[0] < high
    assert "changed 31%, 25% to 40%; detectable 12%; threshold 5%" in svg


def test_without_shares_there_is_no_chart():
    assert charts.share_chart(None, None, 0.05) is None


def test_summaries_of_the_statistics_are_drawn():
    rng = np.random.default_rng(1)
    found = numeric.compare("price", rng.normal(size=300), rng.normal(2, 1, 200), Absent((300, 200)), rng)
    column = summaries(json.loads(json.dumps(found.before)), json.loads(json.dumps(found.after)))
    (svg,) = distribution.charts_of(column)
    assert "Distribution of price" in svg
    assert "The largest difference is at" in svg
    assert ("standard deviation", figures.number(found.before["sd"])) in [
        (what, before) for what, before, _ in distribution.figures_of(column)
    ]


def test_bars_of_whole_numbers_have_them_as_labels():
    edges = [0.5, 1.5, 2.5, 3.5]
    column = summaries(
        {"edges": edges, "shares": [0.2, 0.3, 0.5]}, {"edges": edges, "shares": [0.5, 0.3, 0.2]}
    )
    (svg,) = distribution.charts_of(column)
    assert re.findall(r">(\d)</text>", svg)[-3:] == ["1", "2", "3"]


def test_outermost_bars_that_extend_far_have_open_labels():
    edges = [-1e6, 0.0, 1.0, 2.0, 3.0, 1e6]
    svg = charts.histogram("x", edges, [0.2] * 5, [0.2] * 5)
    assert "under 0<" in svg
    assert "over 3<" in svg
    assert "Both files are the same." in svg


def test_every_mark_of_a_map_starts_at_its_point():
    random = np.random.default_rng(1)
    corners = [(0.0, 0.0), (1.0, 1.0), (-1.0, 9e9), (0.25, 0.015625)]
    dots, others, novel = (corners + random.random((300, 2)).tolist() for _ in range(3))
    drawn = charts.points("", Map(dots, others + novel, [False] * len(others) + [True] * len(novel), ""), 999)

    def path(points, right, down, stroke):
        inside = [[min(1.0, max(0.0, part)) * 320 + 10 for part in point] for point in points]
        return "".join(f"M{short(x + right)} {short(340 - y + down)}{stroke}" for x, y in inside)

    assert f'class="dots" d="{path(dots, 0, 0, "h0")}"' in drawn
    assert f'class="crosses" d="{path(others, -2, -2, "l4 4m0-4l-4 4")}"' in drawn
    marked = [novel[index * len(novel) // 100] for index in range(100)]
    assert f'class="triangles" d="{path(marked, 0, -5.5, "l5 9h-10z")}"' in drawn


def test_weekdays_and_hours_are_drawn():
    week, day = [1 / 7] * 7, [0.0] * 23 + [1.0]
    side = {"min": "2026-01-01T00:00:00", "weekday_shares": week, "hour_shares": day}
    drawn = distribution.charts_of(summaries(side, side))
    assert ["Weekdays of price" in drawn[0], "Hours of the day of price" in drawn[1]] == [True, True]


def test_all_other_categories_come_last():
    before = {"categories": ["a", "b"], "shares": [0.7, 0.2], "other": 0.1}
    after = {"categories": ["a", "b"], "shares": [0.0, 1.0], "other": 0.0}
    found = distribution.categories_of(summaries(before, after))
    assert [(one.name, one.before, one.after) for one in found] == [("a", 0.7, 0.0), ("b", 0.2, 1.0), ("all others", 0.1, 0.0)]  # fmt: skip # noqa: E501


@pytest.mark.parametrize(
    "side",
    [
        {},
        {"edges": None, "shares": None},
        {"edges": [1, 2, 3], "shares": [1.0]},
        {"edges": ["a", "b"], "shares": [1.0]},
        {"edges": [0, 10**400], "shares": [1.0]},
        {"edges": [0.0, float("inf")], "shares": [1.0]},
        {"categories": "abc", "shares": [0.1, 0.2, 0.7]},
        {"weekday_shares": [1.0]},
    ],
)
def test_malformed_summaries_have_no_chart(side):
    assert distribution.charts_of(summaries(side, side)) == []
    assert distribution.categories_of(summaries(side, side)) == []


def test_equal_edges_are_drawn():
    side = {"edges": [4.0, 4.0], "shares": [1.0]}
    assert "Both files are the same." in distribution.charts_of(summaries(side, side))[0]


def test_effects_have_their_unit():
    for name in (evidence.EXCESS_DISTANCE, evidence.WASSERSTEIN):
        assert figures.size(0.5, name) == "0.50 SD"
    for name in evidence.SHARES:
        assert figures.size(0.5, name) == "50% of rows"
    assert figures.size(0.5, evidence.JENSEN_SHANNON) == "0.5"


def test_numbers_are_short():
    assert [figures.number(value) for value in (1234, 0.123456, 1e300)] == ["1,234", "0.1235", "1e+300"]
    assert Decimal(figures.number(10**400)) == Decimal(10) ** 400


def test_long_texts_end_in_an_ellipsis():
    assert wording.shortened("a  b\n" * 999, 10) == "a b a b a…"


def test_two_columns_are_drawn_as_squares_whose_areas_are_shares():
    svg = charts.tiles("a and b", [[0.5, 0.0], [0.0, 0.5]], [[0.125, 0.375], [0.375, 0.125]])
    before, after = re.findall(r'tiles" d="([^"]*)"', svg)
    sides = [[float(side) for side in re.findall(r"h([\d.]+)v", path)] for path in (before, after)]
    assert [len(file) for file in sides] == [2, 4]
    assert sides[1][0] == pytest.approx(sides[0][0] / 2, abs=0.1)
    assert "100% of the rows of the baseline and 25% of the rows of the drift file" in svg
    (first, y), *_ = re.findall(r"M([\d.]+) ([\d.]+)h", before)
    assert float(first) < 40
    assert float(y) > 90  # the lowest ranks are at the bottom left
