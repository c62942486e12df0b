import json
import logging

import pytest

from common import logs
from common.verdict.document import Problem


def lines(capsys):
    return capsys.readouterr().err.rstrip("\n").split("\n")


def check(verdict):
    logs.scoring_started()
    logs.shape_read("Baseline", (1000, 1))
    logs.shape_read("Drift", (1000, 1))
    logs.verdict_written(verdict)


def test_a_person_reads_the_documented_lines(make_verdict, capsys):
    logs.set_up("human")
    check(make_verdict(drift_score=0.2431, level="high", drifted=True))
    assert lines(capsys) == [
        "[WORKER] Drift detection START",
        "[WORKER] Baseline shape: (1000, 1)",
        "[WORKER] Drift shape: (1000, 1)",
        "",
        "[WORKER] DRIFT SCORE = 0.2431",
        "[WORKER] 🚨 HIGH DRIFT DETECTED!",
    ]


@pytest.mark.parametrize(
    ("level", "line"), [("none", "✅ No significant drift."), ("moderate", "⚠️  MODERATE DRIFT DETECTED!")]
)
def test_the_other_levels_have_their_line(make_verdict, capsys, level, line):
    logs.set_up("human")
    check(make_verdict(level=level, drifted=level != "none"))
    assert lines(capsys)[-1] == f"[WORKER] {line}"


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({"drifted": True, "finding": "drift"}, "⚠️  DRIFT DETECTED!"),
        ({"level": "high"}, "✅ No significant drift. The score alone is no evidence of drift."),
        ({"finding": "too_few_rows"}, "❔ Too few rows to detect drift."),
        ({"drift_score": None, "level": None}, "✅ No significant drift."),
    ],
)
def test_the_headline_is_the_decision_if_score_and_decision_differ(make_verdict, capsys, parts, line):
    logs.set_up("human")
    check(make_verdict(**parts))
    assert lines(capsys)[-1] == f"[WORKER] {line}"


def test_a_container_gets_one_json_line_per_event(make_verdict, capsys):
    logs.set_up("json")
    check(make_verdict(drift_score=0.2431, level="high"))
    (line,) = lines(capsys)
    said = json.loads(line)
    assert (said["event"], said["status"], said["drift_score"]) == ("verdict", "ok", 0.2431)
    assert (said["level"], said["drift_level"], said["key"]) == ("info", "high", "drifts/a.csv")
    assert "\n" not in said["message"]


def test_a_file_at_fault_is_one_line_with_place_and_reason(make_verdict, capsys):
    logs.set_up("human")
    problem = Problem(type="broken_csv", message="3 fields, not 2", key="drifts/a.csv", row=7, column=None)
    logs.verdict_written(make_verdict(status="error", error=problem))
    assert lines(capsys) == ["[WORKER] ❌ drifts/a.csv, row 7: 3 fields, not 2"]


def test_a_settled_event_logs_its_outcome_and_reason(capsys):
    logs.set_up("json")
    logs.event_settled("dead-letter", "the message is not JSON", key="x")
    said = json.loads(lines(capsys)[0])
    assert (said["level"], said["outcome"], said["key"]) == ("warning", "dead-letter", "x")
    assert "not JSON" in said["message"]


ODD = "drifts/\x1b[31m\x85\u202e\u200b\ud800\U000e0001é.csv\u2028"


def test_a_json_line_has_no_character_that_controls_what_shows_it(capsys):
    logs.set_up("json")
    logs.file_stored(ODD, None, "team-a")
    (line,) = lines(capsys)
    assert line.isprintable()
    assert "é" in line
    assert (json.loads(line)["key"], json.loads(line)["client"]) == (ODD, "team-a")


def fail(logger):
    """Log a traceback whose message has line breaks and controls."""
    try:
        json.loads("\x1b")
    except ValueError:
        logger.exception("failed: %s", "a\nb\x9b")


@pytest.mark.parametrize(
    "name", ["uvicorn.error", "uvicorn.access", "gunicorn.error", "asyncio", "flask.app"]
)
def test_what_libraries_log_is_one_line_of_the_same_form(capsys, name):
    logger = logging.getLogger(name)
    if name in logs.LIBRARIES:  # servers set up handlers of their own
        logger.addHandler(logging.StreamHandler())
        logger.propagate = False
    logs.set_up("json")
    fail(logger)
    (line,) = lines(capsys)
    said = json.loads(line)
    assert said["level"] == "error"
    assert "Traceback" in said["exception"]
    assert line.isprintable()


def test_what_libraries_only_inform_about_is_not_logged_but_servers_are(capsys):
    logs.set_up("json")
    logging.getLogger("asyncio").info("a detail")
    logging.getLogger("uvicorn.access").info("a request")
    (line,) = lines(capsys)
    assert json.loads(line)["message"] == "a request"


def test_a_number_that_json_does_not_have_costs_no_line(capsys):
    logs.set_up("json")
    logs.LOGGER.info("measured", extra={logs.FIELDS: {"rate": float("nan")}})
    (line,) = lines(capsys)
    assert '"rate": NaN' in line
