"""`driftline score`: its formats, its inputs, what it prints and how it ends."""

import json
import xml.etree.ElementTree as ET

import pytest

from common.verdict.document import Verdict
from functions.cli.endings import TRACEBACK_HINT
from functions.score import scoring


@pytest.mark.parametrize(("drift", "code"), [(1, 0), (2, 1)])
def test_the_exit_code_tells_drift(driftline, files, drift, code):
    done = driftline("score", files[0], files[drift])
    assert done.exit_code == code
    assert done.stdout.startswith("DRIFT SCORE = 0.")


@pytest.mark.parametrize("options", [("--json",), ("--format", "json"), ("--json", "-f", "json")])
def test_json_has_a_short_form(driftline, files, options):
    done = driftline("score", *options, files[0], files[2])
    assert Verdict.from_json(done.stdout_bytes).drifted


def test_markdown_is_a_heading_reasons_and_a_table(driftline, files):
    done = driftline("score", "--format", "markdown", files[0], files[2])
    assert done.exit_code == 1
    assert done.stdout.startswith("### ⚠️ Drift detected: `")
    assert "| **drift** | `text` |" in done.stdout


def test_junit_is_xml_with_a_failure_per_drifted_column(driftline, files):
    done = driftline("score", "--format", "junit", files[0], files[2])
    suites = ET.fromstring(done.stdout_bytes)
    assert suites.find(".//testcase[@name='text']/failure") is not None


def test_formats_that_contradict_each_other_are_refused(driftline, fails, files):
    line = fails(driftline("score", "--json", "--format", "junit", files[0], files[2]))
    assert line == "--json and --format junit contradict each other; give one of them"


@pytest.mark.parametrize(("drift", "code"), [(1, 0), (2, 1)])
def test_quiet_prints_nothing_and_the_exit_code_tells(driftline, files, drift, code):
    done = driftline("score", "--quiet", files[0], files[drift])
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", "")


def test_errors_are_printed_although_the_verdict_is_not(driftline, fails, files, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    for options in (("-q",), ("--output", tmp_path / "verdict.json")):
        line = fails(driftline("score", *options, files[0], empty))
        assert line.endswith("the file is empty: 0 bytes")


def test_standard_input_takes_the_place_of_either_file(driftline, files):
    drift = driftline("score", "--json", "--type", "csv", files[0], "-", stdin=files[2].read_bytes())
    assert drift.exit_code == 1
    assert json.loads(drift.stdout)["drift"]["key"] == "stdin.csv"
    baseline = driftline("score", "--json", "-t", "csv", "-", files[2], stdin=files[0].read_bytes())
    assert json.loads(baseline.stdout)["baseline"]["key"] == "stdin.csv"
    assert json.loads(baseline.stdout)["drift_score"] == json.loads(drift.stdout)["drift_score"]


@pytest.mark.parametrize("option", ["--output", "--report"])
def test_files_that_cannot_be_written_are_refused_before_anything_is_read(
    driftline, fails, files, tmp_path, monkeypatch, option
):
    monkeypatch.setattr(scoring, "compare", lambda *_, **__: pytest.fail("the files were compared"))
    before = sorted(tmp_path.iterdir())
    for path, reason in (
        (tmp_path / "none/page.html", "does not exist"),
        (tmp_path, "is a folder; name a file in it"),
        (files[0] / "page.html", "is not a folder"),
        (files[0], "is the baseline; choose another file"),
        (files[2], "is the drift file; choose another file"),
        ("-", "only a file can be written; name one"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        line = fails(driftline("score", option, path, files[0], files[2]))
        assert line.startswith(f"{option} {str(path)!r}: ")
        assert line.endswith(reason)
    assert sorted(tmp_path.iterdir()) == before


def test_one_file_cannot_be_both_verdict_and_report(driftline, fails, files, tmp_path):
    page = tmp_path / "page.html"
    line = fails(driftline("score", "-o", page, "--report", page, files[0], files[2]))
    assert line.endswith("is the file of --output; choose another file")


def test_the_verdict_and_the_report_are_written_to_files(driftline, files, tmp_path):
    verdict, report = tmp_path / "verdict.xml", tmp_path / "page.html"
    options = ("--format", "junit", "--output", verdict, "--report", report)
    done = driftline("score", *options, files[0], files[2])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")
    assert ET.parse(verdict).getroot().tag == "testsuites"
    assert report.read_text().startswith("<!doctype html>")


def test_text_goes_to_a_file_without_colours(driftline, files, tmp_path):
    verdict = tmp_path / "verdict.txt"
    driftline("score", "-o", verdict, files[0], files[2], FORCE_COLOR="1")
    assert "\x1b" not in verdict.read_text()
    assert verdict.read_text().startswith("DRIFT SCORE = 0.")


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("a.json", (), '{\n  "schema": "driftline.verdict/1"'),
        ("a.JSON", (), "{\n"),
        ("a.md", (), "### "),
        ("a.markdown", (), "### "),
        ("a.xml", (), "<?xml"),
        ("a.html", (), "<!doctype html>"),
        ("a.txt", (), "DRIFT SCORE = "),
        ("a.out", (), "DRIFT SCORE = "),
        ("a", (), "DRIFT SCORE = "),
        ("a.json", ("--format", "text"), "DRIFT SCORE = "),
        ("a.html", ("--json",), "{\n"),
        ("a.md", ("--json",), "{\n"),
    ],
)
def test_the_ending_of_the_file_is_the_format_unless_one_is_named(
    driftline, files, tmp_path, name, options, start
):
    done = driftline("score", *options, "-o", tmp_path / name, files[0], files[2])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")
    assert (tmp_path / name).read_text().startswith(start)


@pytest.mark.parametrize("show", ["", "1"])
def test_an_internal_error_in_scoring_is_an_error_verdict_and_the_way_to_its_traceback(
    driftline, files, monkeypatch, show
):
    def broken(*_, **__):
        raise KeyError("share")

    monkeypatch.setattr(scoring, "compare", broken)
    done = driftline("score", files[0], files[2], DRIFTLINE_TRACEBACK=show)
    assert done.exit_code == 2
    assert "internal error (KeyError)" in done.stdout
    assert (TRACEBACK_HINT in done.stderr) is not bool(show)
    assert ("KeyError: 'share'" in done.stderr) is bool(show)
