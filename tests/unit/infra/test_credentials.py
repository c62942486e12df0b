"""Random credentials for .env."""

import pytest

from infra import credentials

EXAMPLE = "# words\n\nMINIO_ROOT_USER=\nMINIO_ROOT_PASSWORD=\n#PORT=1\nGIVEN=stays\n"


def test_empty_values_are_filled_and_the_rest_stays():
    text, filled = credentials.fill(EXAMPLE, random=lambda size: f"<{size}>")
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
    (said,) = credentials.ensure(path, example)
    assert "nothing changed" in said
    assert path.read_bytes() == written
    assert not any(value in said for value in credentials.read(path).values())


def test_every_run_makes_other_credentials(tmp_path, example):
    for name in ("a", "b"):
        credentials.ensure(tmp_path / name, example)
    one, other = credentials.read(tmp_path / "a"), credentials.read(tmp_path / "b")
    assert one["MINIO_ROOT_PASSWORD"] != other["MINIO_ROOT_PASSWORD"]
    assert (len(one["MINIO_ROOT_USER"]), len(one["MINIO_ROOT_PASSWORD"])) == (20, 40)


def test_what_a_person_wrote_is_kept_and_what_is_new_is_added(tmp_path, example):
    path = tmp_path / ".env"
    path.write_text("MINIO_ROOT_USER=mine\nGIVEN=other")
    credentials.ensure(path, example)
    found = credentials.read(path)
    assert (found["MINIO_ROOT_USER"], found["GIVEN"]) == ("mine", "other")
    assert found["MINIO_ROOT_PASSWORD"]
