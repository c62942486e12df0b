"""Random credentials for .env."""

import pytest

from infra import credentials

EXAMPLE = "# words\n\nMINIO_ROOT_USER=\nMINIO_ROOT_PASSWORD=\n#PORT=1\nGIVEN=stays\n"


def test_only_empty_values_are_filled():
    wanted = {"MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", "GIVEN"}
    text, filled = credentials.fill(EXAMPLE, wanted, random=lambda size: f"<{size}>")
    assert text == "# words\n\nMINIO_ROOT_USER=<10>\nMINIO_ROOT_PASSWORD=<20>\n#PORT=1\nGIVEN=stays\n"
    assert filled == ["MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"]


@pytest.fixture
def example(tmp_path):
    path = tmp_path / ".env.example"
    path.write_text(EXAMPLE)
    return path


def test_the_file_is_private_and_a_second_run_changes_nothing(tmp_path, example):
    path = tmp_path / ".env"
    credentials.ensure(path, example)
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_bytes()
    (message,) = credentials.ensure(path, example)
    assert "nothing changed" in message
    assert path.read_bytes() == written
    assert not any(value in message for value in credentials.read(path).values())


def test_every_run_makes_different_credentials(tmp_path, example):
    for name in ("a", "b"):
        credentials.ensure(tmp_path / name, example)
    first, second = credentials.read(tmp_path / "a"), credentials.read(tmp_path / "b")
    assert first["MINIO_ROOT_PASSWORD"] != second["MINIO_ROOT_PASSWORD"]
    assert (len(first["MINIO_ROOT_USER"]), len(first["MINIO_ROOT_PASSWORD"])) == (20, 40)


def test_existing_values_are_kept_and_new_names_are_added(tmp_path, example):
    path = tmp_path / ".env"
    path.write_text("MINIO_ROOT_USER=mine\nDRIFTLINE_TEXT_COLUMNS=\nGIVEN=other")
    credentials.ensure(path, example)
    variables = credentials.read(path)
    assert (variables["MINIO_ROOT_USER"], variables["GIVEN"]) == ("mine", "other")
    assert variables["MINIO_ROOT_PASSWORD"]
    assert variables["DRIFTLINE_TEXT_COLUMNS"] == "", "no secret: empty is its default"


def test_a_complete_file_that_others_can_read_becomes_private(tmp_path, example):
    path = tmp_path / ".env"
    credentials.ensure(path, example)
    path.chmod(0o644)
    (message,) = credentials.ensure(path, example)
    assert "no longer" in message
    assert path.stat().st_mode & 0o777 == 0o600
