"""The dashboard has the form that Grafana imports; test_alerts.py checks its metrics."""

import json
from itertools import combinations
from pathlib import Path

DASHBOARD = json.loads((Path(__file__).parents[4] / "infra/grafana/driftline.json").read_text())
PANELS = DASHBOARD["panels"]
WIDTH = 24


def test_it_has_a_name_and_asks_for_its_prometheus():
    assert (DASHBOARD["title"], DASHBOARD["uid"]) == ("Driftline", "driftline")
    assert "id" not in DASHBOARD  # Grafana gives it one
    (variable,) = DASHBOARD["templating"]["list"]
    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    for panel in PANELS:
        assert panel["datasource"] == {"type": "prometheus", "uid": f"${{{variable['name']}}}"}


def test_every_panel_has_a_title_a_unit_and_queries():
    titles = [panel["title"] for panel in PANELS]
    assert len(set(titles)) == len(titles) > 20
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    for panel in PANELS:
        assert panel["type"] in {"stat", "timeseries"}
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert all(target["expr"] and target["refId"] for target in panel["targets"])
        assert all(target["expr"].count("(") == target["expr"].count(")") for target in panel["targets"])


def test_no_panel_hides_another():
    fields = [
        {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        for place in (panel["gridPos"] for panel in PANELS)
    ]
    assert all(x < WIDTH for field in fields for x, _ in field)
    assert all(one.isdisjoint(other) for one, other in combinations(fields, 2))
