import os
from pathlib import Path

import pytest

from common import settings
from common.errors import SetupError
from common.verdict.usual import BUDGETED

# What Kubernetes sets for a Service `driftline` with a port `http`, and for a Service `driftline-upload`.
KUBERNETES = {
    "DRIFTLINE_SERVICE_HOST": "10.0.0.11",
    "DRIFTLINE_SERVICE_PORT": "8000",
    "DRIFTLINE_SERVICE_PORT_HTTP": "8000",
    "DRIFTLINE_PORT": "tcp://10.0.0.11:8000",
    "DRIFTLINE_PORT_8000_TCP": "tcp://10.0.0.11:8000",
    "DRIFTLINE_PORT_8000_TCP_PROTO": "tcp",
    "DRIFTLINE_PORT_8000_TCP_PORT": "8000",
    "DRIFTLINE_PORT_8000_TCP_ADDR": "10.0.0.11",
    "DRIFTLINE_PORT_8125_UDP_ADDR": "10.0.0.11",
    "DRIFTLINE_UPLOAD_SERVICE_HOST": "10.0.0.12",
    "DRIFTLINE_UPLOAD_PORT": "tcp://10.0.0.12:8000",
    "DRIFTLINE_UPLOAD_PORT_8000_TCP_ADDR": "10.0.0.12",
}


def test_every_setting_is_read_from_its_variable():
    read = settings.load(
        {
            "DRIFTLINE_BUCKET": "other",
            "DRIFTLINE_MAX_FILE_BYTES": "2 MiB",
            "DRIFTLINE_TEXT_COLUMNS": "title, body",
            "DRIFTLINE_CACHE_DIR": "/var/cache/driftline",
            "DRIFTLINE_THREADS": "2",
            "DRIFTLINE_REPORT": "false",
            "PATH": "/bin",
        }
    )
    assert (read.bucket, read.max_file_bytes, read.text_columns) == ("other", 2 * 1024**2, ("title", "body"))
    assert (read.cache_dir, read.threads, read.report) == (Path("/var/cache/driftline"), 2, False)


def test_only_the_given_environment_is_read(monkeypatch):
    for name in settings.Settings.model_fields:
        monkeypatch.setenv(f"DRIFTLINE_{name.upper()}", "of this process")
    monkeypatch.setenv("HOME", "/of/this/process")
    assert settings.load({"HOME": "/given"}) == settings.Settings(cache_dir="/given/.cache/driftline")


def test_the_environment_of_the_process_is_the_default(monkeypatch):
    for name in os.environ:
        if name.startswith("DRIFTLINE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DRIFTLINE_BUCKET", "of-this-process")
    assert settings.load().bucket == "of-this-process"


def test_the_cache_folder_is_below_the_home_folder():
    assert settings.load({}).cache_dir.parts[-2:] == (".cache", "driftline")
    assert settings.load({}).cache_dir.is_absolute()
    given = {"HOME": "/home/a", "DRIFTLINE_CACHE_DIR": "~/graphs"}
    assert settings.load(given).cache_dir == Path("/home/a/graphs")


def test_a_user_without_a_home_folder_is_asked_for_the_cache_folder(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    with pytest.raises(SetupError, match="no home folder; set DRIFTLINE_CACHE_DIR"):
        settings.load({})
    assert settings.load({"DRIFTLINE_CACHE_DIR": "/cache"}).cache_dir == Path("/cache")


def test_an_empty_variable_is_not_set():
    assert settings.load({"DRIFTLINE_BUCKET": ""}).bucket == "ml-drift-datasets"


def test_a_misspelt_variable_is_refused_with_the_nearest_setting():
    with pytest.raises(SetupError, match="no setting DRIFTLINE_BUKET; the nearest is DRIFTLINE_BUCKET"):
        settings.load({"DRIFTLINE_BUKET": "x"})


def test_a_setting_that_resembles_no_other_is_refused_without_a_misleading_name():
    with pytest.raises(SetupError) as caught:
        settings.load({"DRIFTLINE_FOO": "x"})
    advice = "unset it, or correct it (see the README)"
    assert str(caught.value) == f"there is no setting DRIFTLINE_FOO: {advice}"


@pytest.mark.parametrize(("name", "value"), KUBERNETES.items())
def test_variables_of_a_kubernetes_service_are_ignored(name, value):
    assert settings.load({name: value}) == settings.load({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DRIFTLINE_SERVICE", "10.0.0.11"),
        ("DRIFTLINE_SERVICE_HOSTS", "10.0.0.11"),
        ("DRIFTLINE_PORT", "8000"),
        ("DRIFTLINE_HELTH_PORT", "8082"),
        ("DRIFTLINE_PORT_8000", "tcp://10.0.0.11:8000"),
        ("DRIFTLINE_PORT_HTTP_TCP", "tcp://10.0.0.11:8000"),
        ("DRIFTLINE_PORT_8000_TCP_NAME", "http"),
    ],
)
def test_a_name_that_only_resembles_a_kubernetes_variable_is_refused(name, value):
    with pytest.raises(SetupError, match=f"no setting {name}[;:] "):
        settings.load({name: value})


def test_a_wrong_value_names_the_variable_and_the_values_it_takes():
    with pytest.raises(
        SetupError,
        match=r"^DRIFTLINE_ENGINE: must be 'auto', 'onnx', 'openvino' or 'sentence-transformers'$",
    ):
        settings.load({"DRIFTLINE_ENGINE": "tensorflow"})


def test_names_of_notes_are_separated_by_commas_and_an_unknown_one_is_refused_with_the_nearest():
    assert settings.load({"DRIFTLINE_ALARM_ON": "row_count, same_rows"}).alarm_on == (
        "row_count",
        "same_rows",
    )
    assert settings.load({"DRIFTLINE_ALARM_ON": ""}).alarm_on == ()
    with pytest.raises(SetupError, match=r"^DRIFTLINE_ALARM_ON: there is no note .* nearest is row_count; "):
        settings.load({"DRIFTLINE_ALARM_ON": "same_rows,rowcount"})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("reading", "'reading' cannot alarm: it is about the baseline, too; these can: same_rows, "),
        ("foo", "there is no note of this kind; there are: same_rows, "),
    ],
)
def test_a_note_that_cannot_alarm_and_a_name_of_none_are_refused(name, reason):
    with pytest.raises(SetupError) as caught:
        settings.load({"DRIFTLINE_ALARM_ON": name})
    assert str(caught.value).startswith(f"DRIFTLINE_ALARM_ON: {reason}")


def test_the_alarm_budget_is_of_fifty_files():
    with pytest.raises(SetupError, match=r"^DRIFTLINE_ALARM_BUDGET: must be at most 50$"):
        settings.load({"DRIFTLINE_ALARM_BUDGET": "60"})
    assert settings.load({"DRIFTLINE_ALARM_BUDGET": "50"}).alarm_budget == BUDGETED


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


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        settings.load({}).bucket = "other"


def test_a_first_stage_of_a_handful_of_rows_is_refused():
    with pytest.raises(SetupError, match=r"DRIFTLINE_FULL_ROWS.*100"):
        settings.load({"DRIFTLINE_FULL_ROWS": "99"})
    assert settings.load({"DRIFTLINE_FULL_ROWS": "100"}).full_rows == 100


NUMBERS = [name for name, field in settings.Settings.model_fields.items() if field.annotation is float]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_every_number_is_finite(name, value):
    with pytest.raises(SetupError, match=rf"^DRIFTLINE_{name.upper()}: must be "):
        settings.load({f"DRIFTLINE_{name.upper()}": value})
