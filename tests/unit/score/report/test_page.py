import re

import pytest
from markupsafe import Markup

from functions.score.report import MOST_BYTES, Map, render
from functions.score.report.page import LIMITS


def column(name="price", kind="numeric", **parts):
    tested = {
        "test": "Kolmogorov-Smirnov test", "statistic": 0.4, "p_value": 0.0004, "p_adjusted": 0.002,
        "effect": 0.8, "effect_name": "Wasserstein distance in baseline standard deviations",
        "threshold": 0.2, "drifted": True,
    }  # fmt: skip
    return {"name": name, "kind": kind, **tested, **parts}


def calm(name="calm", **parts):
    return column(name, p_value=0.4, p_adjusted=0.7, effect=0.01, drifted=False, **parts)


def untested(name="id"):
    nothing = dict.fromkeys(("statistic", "p_value", "p_adjusted", "effect", "effect_name", "threshold"))
    reason = "identifiers are expected to be new"
    return column(name, "identifier", test="", drifted=False, not_tested=reason) | nothing


def text_column(name="text", explanation=None, **parts):
    detail = {
        "drift_score": 0.1834, "level": "moderate", "debiased_score": 0.17,
        "changed_share": {"estimate": 0.31, "low": 0.25, "high": 0.37, "confidence": 0.95},
        "detectable_share": 0.12, "undefined": {}, "permutations": 999, "rows_tested": (1000, 300),
        "explanation": explanation, **parts,
    }  # fmt: skip
    return column(name, "text", effect=0.31, effect_name="changed share", threshold=0.05, text=detail)


def explanation(*, private=False):
    def kept(text):
        return None if private else text

    return {
        "novel_rows": [{"row": 17, "p_value": 0.002, "text": kept("a row about volcanoes")}],
        "came": [{"phrase": kept("lava"), "z": 4.0, "before": 0.0, "after": 0.2}],
        "went": [{"phrase": kept("election"), "z": -4.0, "before": 0.2, "after": 0.1}],
        "clusters": [
            {"words": [] if private else ["lava", "ash"], "before": 0.01, "after": 0.2, "changed": True,
             "typical": [] if private else ["lava flows over the ash"]},
        ],
    }  # fmt: skip


def rows_map(rows=50):
    places = [(index / rows, 1 - index / rows) for index in range(rows)]
    return Map(places, places, [index < 3 for index in range(rows)], "two directions")


@pytest.mark.parametrize(
    ("parts", "headline"),
    [
        ({"finding": "drift", "drifted": True, "update_model": True}, "Drift detected"),
        ({"finding": "no_drift"}, "No drift detected"),
        ({"finding": "too_few_rows"}, "Too few rows to detect drift"),
        ({"drifted": True}, "Drift detected"),
        ({}, "No drift detected"),
        ({"status": "error"}, "The file could not be scored"),
        ({"status": "no_baseline"}, "No baseline to compare with"),
    ],
)
def test_the_decision_is_the_headline(page, parts, headline):
    html = page(reasons=["the one reason"], **parts)
    assert re.findall(r"<h1>(.*?)</h1>", html) == [headline]
    assert "the one reason" in html
    advice = "Check the data first. If the change is real, consider retraining the model."
    assert (advice in html) == bool(parts.get("update_model"))
    assert ("Too few rows to tell whether" in html) == (parts.get("finding") == "too_few_rows")


def test_a_file_at_fault_is_shown_with_the_place_of_the_fault(page):
    fault = {
        "type": "broken_csv",
        "message": "5 fields, not 4",
        "key": "drifts/a.csv",
        "row": 17,
        "column": "p",
    }
    html = page(status="error", error=fault)
    for said in (
        "5 fields, not 4",
        "drifts/a.csv",
        "17 (the header is line 1)",
        "<bdi>p</bdi>",
        "broken csv",
    ):
        assert said in html
    assert "Key figures" not in html


def test_a_page_says_that_a_sample_of_a_large_file_was_compared(page):
    drift = {
        "bucket": "b", "key": "drifts/a.csv", "etag": "e1", "version_id": None, "sequencer": None,
        "rows": 4_000_000, "rows_compared": 100_000,
    }  # fmt: skip
    baseline = {"key": "baselines/a.csv", "etag": "b1", "rows": 2_000_000, "rows_compared": 90_000}
    html = page(drift=drift, baseline=baseline)
    assert "4,000,000<small>of which 100,000 were drawn at random and compared</small>" in html
    assert "baseline: 2,000,000, of which 90,000 were compared" in html
    assert "were compared" not in page()


def test_figures_of_texts_are_explained_only_if_there_are_texts(page):
    names = ("Drift score", "Changed share", "Smallest detectable change")
    explained = [f"<dt>{name}</dt>" for name in names]
    numbers, texts = page(columns=[column()]), page(columns=[text_column()])
    guide = numbers.partition("How to read these numbers")[2]
    assert not any(name in guide for name in explained)
    assert "<dt>Effect in SD</dt>" in guide
    assert all(name in texts.partition("How to read these numbers")[2] for name in explained)


def test_a_column_that_is_only_written_differently_says_so(page):
    change = {"kind": "reformatted", "column": "price", "sentence": "decimal commas"}
    calm_by_tests = column(p_value=1.0, p_adjusted=1.0, effect=0.0)
    assert '<span class="tag">reformatted</span>' in page(columns=[calm_by_tests], schema_changes=[change])
    policy = {"name": "calibrated", "moderate": 0.1, "high": 0.2, "alpha": 0.05}
    moved = page(policy=policy, columns=[column()], schema_changes=[change])
    assert '<span class="tag">drifted</span>' in moved


def test_drifted_columns_are_drawn_and_the_others_listed(page):
    summary = {"mean": 2.0, "edges": [0.0, 1.5, 4.0], "shares": [0.25, 0.75]}
    after = summary | {"shares": [0.75, 0.25]}
    html = page(columns=[calm(), untested(), column(before=summary, after=after)])
    assert html.index("Distribution of price") < html.index("<bdi>calm</bdi>") < html.index("<bdi>id</bdi>")
    assert "0 to 1.5: 25% of the baseline, 75% of the drift file" in html
    assert "0.80 SD" in html
    assert "identifiers are expected to be new" in html
    assert html.count("<svg") == 1


def test_significant_columns_that_did_not_drift_are_below_the_threshold(page):
    policy = {"name": "calibrated", "moderate": 0.1, "high": 0.2, "alpha": 0.05}
    html = page(policy=policy, columns=[calm(), column("slight", effect=0.1, drifted=False)])
    assert html.count("below threshold") == 1
    assert html.index("<bdi>slight</bdi>") < html.index("below threshold") < html.index("<bdi>calm</bdi>")


def test_a_text_column_shows_score_share_map_words_rows_and_groups(page):
    html = page(columns=[text_column(explanation=explanation())], maps={"text": rows_map()})
    for said in (
        "Drift score and its levels", "Share of changed rows", "Map of text", "two directions",
        "volcanoes", "lava", "election", "lava flows over the ash", "<strong>More frequent</strong>",
        "999 permutations",
    ):  # fmt: skip
        assert said in html


def test_private_rows_have_numbers_and_no_empty_items(page):
    html = page(columns=[text_column(explanation=explanation(private=True))])
    assert "row 17; 0.2% of baseline rows" in html
    assert "kept private" in html
    assert "20% now" in html
    assert "None" not in html
    assert not re.search(r"<(li|bdi|ul|ol|th|dd|p)\b[^>]*>\s*</", html)


def test_the_map_of_a_calm_text_column_is_folded_and_comes_after_drifted_columns(page):
    quiet = text_column(explanation=explanation()) | {"drifted": False}
    html = page(columns=[quiet, column("price")], maps={"text": rows_map()})
    assert html.index("<bdi>price</bdi>") < html.index(">Texts</h2>") < html.index("Map of text")
    assert "<summary>Map and groups of similar texts</summary>" in html
    drifted = page(columns=[text_column(explanation=explanation()), column("price")])
    assert drifted.index(">Texts</h2>") < drifted.index("<bdi>price</bdi>")
    assert "<summary>Map" not in drifted


def test_no_line_breaks_inside_a_p_value_of_a_reason(page):
    html = page(reasons=["age: mean rose from 40.1 to 46.0, 0.50 standard deviations (p < 0.001)"])
    assert '(<span class="n">p &lt; 0.001</span>)</bdi>' in html


def test_empty_sections_are_left_out(page):
    html = page()
    for heading in ("Texts", "rifted columns", "Columns", "Duplicate rows", "Not tested", "Schema changes"):
        assert not re.search(rf"<h2[^>]*>[^<]*{heading}", html)
    assert "<svg" not in html


def test_undefined_figures_are_listed_with_their_reason(page):
    text = text_column(changed_share=None, undefined={"changed_share": "4 rows are too few"})
    html = page(columns=[text])
    assert "Changed share: 4 rows are too few" in html
    assert "<svg" in html


def test_duplicate_rows_and_schema_changes_are_shown(page):
    rows = {"duplicated_before": 0.01, "duplicated_after": 0.3, "p_value": 0.0, "p_adjusted": 0.0,
            "threshold": 0.05, "drifted": True}  # fmt: skip
    change = {"kind": "removed", "column": "price", "sentence": "column price was removed"}
    html = page(rows=rows, schema_changes=[change])
    assert "1% of the baseline's rows and 30% of the drift file's rows repeat an earlier row" in html
    assert '(<span class="n">p &lt; 0.001</span>, adjusted <span class="n">p &lt; 0.001</span>)' in html
    assert "Schema changes" in html
    assert "column price was removed" in html


def pair(*, drifted):
    side = {"rows": 300, "shares": [[0.3, 0.2], [0.2, 0.3]]}
    return {
        "columns": ("carat", "<price>"), "levels": (None, None), "p_value": 0.0001, "p_adjusted": 0.001,
        "before": side | {"correlation": 0.9}, "after": side | {"correlation": 0.02}, "effect": 0.85,
        "threshold": 0.1, "drifted": drifted,
    }  # fmt: skip


def test_a_pair_that_no_longer_goes_together_is_drawn(page):
    html = page(drifted=True, dependence=pair(drifted=True))
    section = html[html.index('id="pair"') : html.index("</section>", html.index('id="pair"'))]
    assert "<bdi>carat</bdi> and <bdi>&lt;price&gt;</bdi> is 0.90 in the baseline and 0.02" in section
    assert section.count("<svg") == 1
    assert "<svg" not in page(dependence=pair(drifted=False))


def test_a_segment_is_described(page):
    segment = {
        "segment": "country", "category": "<CH>", "column": "amount", "share_before": 0.06,
        "share_after": 0.05,
        "mean_before": 50.0, "mean_after": 64.84, "p_value": 0.0001, "p_adjusted": 0.001, "effect": 1.4,
        "threshold": 0.1, "drifted": True,
    }  # fmt: skip
    html = page(drifted=True, segment=segment)
    assert "<bdi>country = &lt;CH&gt;</bdi>, the mean of <bdi>amount</bdi> is 50.0 in the baseline" in html
    assert "and 64.8 in the drift file" in html


def wide(columns):
    long = 'a "long" name & more <b>' * 40
    words = explanation()
    words["novel_rows"] = [{"row": 1, "p_value": 0.1, "text": long}] * 50
    return [
        text_column(f"{index} {long}", explanation=words) if index % 2 else
        column(f"{index} {long}", notes=[long] * 9, before={f"{long}{i}": i for i in range(40)},
               after={f"{long}{i}": i for i in range(40)})
        for index in range(columns)
    ]  # fmt: skip


@pytest.mark.parametrize("drifted", [True, False])
def test_ten_thousand_columns_stay_below_the_limit(page, drifted):
    html = page(columns=[(column if drifted else calm)(f"column {index}") for index in range(10_000)])
    assert len(html.encode()) < MOST_BYTES
    assert "more, in the verdict" in html
    assert html.count("<article>") == (LIMITS[0].drawn if drifted else 0)
    assert html.count('<tr><th scope="row"><bdi>') == LIMITS[0].listed


def test_the_last_step_fits_any_verdict(page):
    columns = wide(2000)
    maps = {given["name"]: rows_map(5000) for given in columns[:50]}
    long = "\u202e\"'<&>" * 3000
    html = page(columns=columns, maps=maps, reasons=[long] * 3000, key=long)
    assert len(html.encode()) < MOST_BYTES


def test_an_ordinary_page_is_small(page):
    columns = [text_column(explanation=explanation()), *(column(f"c{index}") for index in range(10))]
    html = page(columns=columns, maps={"text": rows_map(1000)})
    assert len(html.encode()) < 120_000
    assert "At most 800 rows of each file are shown" in html


def test_a_map_refuses_flags_without_a_point():
    with pytest.raises(ValueError, match="1 flags of novelty for 0 points"):
        Map([], [], [True], "")


def test_rendering_has_no_undefined_values_and_is_reproducible(make_verdict):
    verdict = make_verdict(columns=[text_column(explanation=explanation()), column(), untested()])
    assert render(verdict) == render(verdict)
    assert Markup("Undefined") not in render(verdict).decode()


def test_a_page_says_that_a_sample_of_the_texts_was_embedded(page):
    sampled = text_column(
        texts=(90_000, 100_000),
        texts_embedded=(5_000, 1_000),
        drift_score_interval={"estimate": 0.18, "low": 0.171, "high": 0.196, "confidence": 0.95},
    )
    html = page(columns=[sampled])
    assert "1,000 of 100,000 texts were drawn at random and embedded (baseline: 5,000 of 90,000)" in html
    assert "the score of all texts is between 0.171 and 0.196" in html
    assert "and embedded" not in page(columns=[text_column()])
