"""The streams page: what is measured and how it is rendered."""

import json
from dataclasses import replace

import measure_streams
import pytest
from streams import appending, card, first_files, history, measured, overhead, planted, sections
from streams.plan import FULL, QUICK


def test_the_tables_of_the_page():
    results = {name: {"before": "1101", "calls": "0001"} for name in QUICK.streams}
    results |= {f"{name}, shuffled": {"before": "0000", "calls": "0000"} for name in QUICK.streams}
    text = sections.first_files(QUICK, results)
    assert "| bikes | 3/4 = .75 [.30, .95] | 1/4 = .25 [.05, .70] | 0/4 = .00 [.00, .49] |" in text
    assert "| **all** | 9/12 = .75 [.47, .91] | 3/12 = .25 [.09, .53] | 0/12 = .00 [.00, .24] |" in text

    calls = {"Driftline": {"8": "11"}, "other": {"8": "01"}}
    text = sections.history(QUICK, {name: {"calls": calls} for name in QUICK.streams})
    assert "| other | 3/6 = .50 [.19, .81] |" in text
    assert "Rolling baseline**" not in text

    calls = {"Driftline": {"5% missing": "12", planted.NONE: "00"}}
    rival = {"calls": {"Evidently": {"5% missing": "0x"}}, "errors": ["too odd"]}
    text = sections.faults(QUICK, {"bikes, Evidently": rival, "bikes": {"calls": calls}})
    assert text.index("no fault") < text.index("5% missing")
    alarms, named = text.split("**Alarms that name the faulty column**")
    assert "| 5% missing | 2/2 = 1.00 [.34, 1.00] | 0/1 = .00 [.00, .79] |" in alarms
    assert "| 5% missing | 1/2 = .50 [.09, .91] | 0/1 = .00 [.00, .79] |" in named
    assert "- Evidently failed: too odd" in text

    results = {"step, 0": {"calls": {"Driftline": "010011"}, "changed": "001100"}}
    text = sections.years(QUICK, results)
    assert "| step: before | 1/2 = .50" in text
    assert "| step: after | 2/2 = 1.00" in text


class InProcess:
    """Computes every cell here and now."""

    def __init__(self, cache):
        self.cache = cache

    def run(self, cells):
        return {cell.name: cell.function(self.cache, **cell.arguments) for cell in cells}


def test_the_page_of_a_made_stream(stream, diamonds, tmp_path, monkeypatch):
    for module in (first_files, history, planted):
        monkeypatch.setattr(module, "load", lambda *_: stream)
    few = {"planted": 1, "history": 2, "days": 30, "draws": 1, "cost_files": 1}
    plan = replace(QUICK, streams=("bikes",), blocks=4, histories=(2,), rolling=True, **few)
    monkeypatch.setattr(measured, "SHIFTS", ["plain"])
    falling = [relation for relation in measured.RELATIONS if relation.name == "price falls with carat"]
    monkeypatch.setattr(measured, "RELATIONS", falling)
    monkeypatch.setattr(overhead, "TEMPLATES", 2)
    monkeypatch.setattr(appending, "THREADS", 2)
    path = card.write(plan, InProcess(tmp_path), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "| bikes | week | PyPI ISLP; UCI Bike Sharing | CC BY 4.0 |" in text
    assert "| **all** | 0/6 = .00 [.00, .39] | " in text
    assert "**Rolling baseline**" in text
    assert "| 20% missing | 1/1 = 1.00 [.21, 1.00] |" in text
    assert "| plain: all |" in text
    assert "| price falls with carat | 1/1 = 1.00 [.21, 1.00] |" in text
    assert "2 threads append 4 lines" in text
    raw = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert raw["first"]["bikes"]["calls"] == "000000"
    assert raw["history"]["bikes"]["calls"]["Driftline"] == {"2": "0000"}
    raw["measured"]["first"]["commit"] = "an earlier one"
    path.with_suffix(".json").write_text(json.dumps(raw), encoding="utf-8")
    card.write(plan, InProcess(tmp_path), tmp_path, ["year"])
    assert path.read_text(encoding="utf-8") == text.replace(
        raw["measured"]["year"]["commit"], "an earlier one", 1
    )


def test_environments_are_built_only_for_the_rivals_of_these_sections():
    assert card.rivals(FULL, list(card.SECTIONS)) == ["Evidently", "alibi-detect"]
    assert card.rivals(FULL, ["first", "relations"]) == ["alibi-detect"]
    assert card.rivals(QUICK, list(card.SECTIONS)) == []


def test_the_cells_of_the_relations_are_those_of_both_sides():
    class Names:
        def run(self, cells):
            return {cell.name: cell.depends for cell in cells}

    cells = measured.relations(FULL, Names())
    assert len(cells) == 21
    ours, theirs = (cells["no change" + suffix] for suffix in ("", ", alibi-detect"))
    assert ours != theirs
    assert len(measured.relations(QUICK, Names())) == 11


def test_an_unknown_stream_is_named(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["measure_streams.py", "--streams", "flights,tide"])
    with pytest.raises(SystemExit):
        measure_streams.main()
    assert "no stream is called 'tide'; there are flights, weather" in capsys.readouterr().err
