"""A file of each format, on the command line and in a watched folder."""

import json
import os
import time

import pytest
import table_files

from common.file_formats import EXTENSIONS
from common.verdict.document import Verdict


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_score_reads_a_file_of_each_format(driftline, tmp_path, extension):
    baseline, drift = tmp_path / "baseline.csv", tmp_path / f"drift{extension}"
    baseline.write_bytes(table_files.content(".csv"))
    drift.write_bytes(table_files.content(extension))
    done = driftline("score", "--json", baseline, drift)
    assert done.exit_code == 0, done.output
    verdict = Verdict.from_json(done.stdout_bytes)
    assert verdict.finding == "no_drift"
    assert verdict.drift.rows == table_files.ROWS
    assert verdict.schema_changes == []


def test_a_watched_folder_takes_files_of_every_format(driftline, tmp_path):
    old = time.time() - 60
    for folder, extensions in (("baselines", [".csv"]), ("drifts", EXTENSIONS)):
        (tmp_path / folder).mkdir()
        for extension in extensions:
            name = "baseline.csv" if folder == "baselines" else f"a{extension.replace('.', '-')}{extension}"
            path = tmp_path / folder / name
            path.write_bytes(table_files.content(extension))
            os.utime(path, (old, old))
    done = driftline("watch", "--once", tmp_path)
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["drifted"] for line in lines] == [False] * len(EXTENSIONS)


@pytest.mark.parametrize("kind", ["json", "arrow", "orc", "avro", "xlsx", "parquet"])
def test_standard_input_may_have_other_formats(driftline, tmp_path, kind):
    baseline = tmp_path / "baseline.csv"
    baseline.write_bytes(table_files.content(".csv"))
    done = driftline("score", "--json", "-t", kind, baseline, "-", stdin=table_files.content(f".{kind}"))
    assert done.exit_code == 0, done.output


def test_the_encoding_of_the_settings_is_used_for_both_files(driftline, tmp_path):
    for name in ("baseline.csv", "drift.csv"):
        text = "id,city\n" + "".join(f"R{row},{['Орёл', 'Тверь', 'Пермь'][row % 3]}\n" for row in range(60))
        (tmp_path / name).write_bytes(text.encode("koi8_r"))
    refused = driftline("score", tmp_path / "baseline.csv", tmp_path / "drift.csv")
    assert refused.exit_code == 2
    assert "name its encoding in the settings" in refused.output
    (tmp_path / "baseline.csv.driftline.toml").write_text('encoding = "koi8-r"\n', encoding="utf-8")
    done = driftline("score", "--json", tmp_path / "baseline.csv", tmp_path / "drift.csv")
    assert done.exit_code == 0, done.output
