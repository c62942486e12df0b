"""A file of each format through a real bucket, its event and a worker."""

import pytest
import table_files

from common.file_formats import EXTENSIONS

pytestmark = pytest.mark.real


def test_a_file_of_each_format_gets_its_verdict(bucket, folder, start_worker):
    start_worker()
    bucket.put(f"baselines/{folder}/baseline.csv", table_files.content(".csv"))
    names = {
        extension: f"drifts/{folder}/{extension.replace('.', '-')}{extension}" for extension in EXTENSIONS
    }
    for extension, key in names.items():
        bucket.put(key, table_files.content(extension))
    for extension, key in names.items():
        verdict = bucket.verdict(key)
        assert (verdict.status, verdict.finding) == ("ok", "no_drift"), extension
        assert verdict.drift.rows == table_files.ROWS
