from pathlib import Path

import pytest

from common import settings
from common.errors import SetupError


def test_every_setting_is_read_from_its_variable():
    read = settings.load(
        {
            "DRIFTLINE_BUCKET": "other",
            "DRIFTLINE_MAX_FILE_BYTES": "2 MiB",
            "DRIFTLINE_TEXT_COLUMNS": "title, body",
            "DRIFTLINE_CACHE_DIR": "/var/cache/driftline",
            "DRIFTLINE_THREADS": "2",
            "PATH": "/bin",
        }
    )
    assert (read.bucket, read.max_file_bytes, read.text_columns) == ("other", 2 * 1024**2, ("title", "body"))
    assert (read.cache_dir, read.threads) == (Path("/var/cache/driftline"), 2)


def test_an_empty_variable_is_no_variable():
    assert settings.load({"DRIFTLINE_BUCKET": ""}).bucket == "ml-drift-datasets"


def test_a_misspelt_variable_is_refused_with_the_nearest_right_one():
    with pytest.raises(SetupError, match="no setting DRIFTLINE_BUKET; the nearest is DRIFTLINE_BUCKET"):
        settings.load({"DRIFTLINE_BUKET": "x"})


def test_a_wrong_value_names_the_variable_and_what_it_may_be():
    with pytest.raises(SetupError, match=r"DRIFTLINE_ENGINE: .*'auto', 'onnx' or 'sentence-transformers'"):
        settings.load({"DRIFTLINE_ENGINE": "tensorflow"})


def test_secrets_are_in_no_text_of_the_settings_or_their_errors():
    secret = "correct-horse"
    read = settings.load(
        {
            "DRIFTLINE_STORE_ACCESS_KEY": secret,
            "DRIFTLINE_STORE_SECRET_KEY": secret,
            "DRIFTLINE_BROKER_URL": f"amqp://worker:{secret}@host:5672",
        }
    )
    assert secret not in repr(read) + str(read) + read.model_dump_json()
    with pytest.raises(SetupError) as caught:
        settings.load({"DRIFTLINE_STORE_SECRET_KEY": secret, "DRIFTLINE_THREADS": secret})
    assert secret not in str(caught.value)


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        settings.load({}).bucket = "other"


def test_a_first_look_at_a_handful_of_rows_is_refused():
    with pytest.raises(SetupError, match=r"DRIFTLINE_FULL_ROWS.*100"):
        settings.load({"DRIFTLINE_FULL_ROWS": "99"})
    assert settings.load({"DRIFTLINE_FULL_ROWS": "100"}).full_rows == 100
