import os
import stat
from pathlib import Path

import pytest

from common.errors import SetupError
from functions.cli.output_file import OutputFile


def write(path, data=b"new"):
    OutputFile("--report", path).write(data)


def test_a_new_file_has_the_usual_permissions(tmp_path):
    path = tmp_path / "page.html"
    before = os.umask(0o027)
    try:
        write(path)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write(path)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder/page.html", tmp_path / "latest.html"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to_and_stays_a_device():
    write(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
def test_an_open_file_is_written_to_where_it_stopped_and_stays_the_same_file(tmp_path, folder):
    if not Path(folder).exists():
        pytest.skip(f"needs {folder}")
    path, link = tmp_path / "log.txt", tmp_path / "latest"
    with path.open("wb", buffering=0) as stream:
        inode = path.stat().st_ino
        stream.write(b"before,")
        link.symlink_to(f"{folder}/{stream.fileno()}")
        write(Path(folder, str(stream.fileno())))
        write(link, b",link")
        stream.write(b",after")
    assert path.read_bytes() == b"before,new,link,after"
    assert path.stat().st_ino == inode


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write(path)
    assert os.read(reading, 10) == b"new"
    os.close(reading)
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_that_is_full_is_named():
    with pytest.raises(SetupError, match="--report '/dev/full': cannot be written: No space left on device"):
        write(Path("/dev/full"))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SetupError, match="cannot be written: No space left on device"):
        write(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["page.html", "new.html"])
def test_a_file_or_a_folder_that_may_not_be_written_is_refused_at_once(tmp_path, monkeypatch, name):
    (tmp_path / "page.html").write_bytes(b"old")

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", denied)
    with pytest.raises(SetupError, match=f"--report '.*{name}': cannot be written: Permission denied"):
        OutputFile("--report", tmp_path / name)


def test_a_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for any user but root
    with pytest.raises(SetupError, match="cannot be written: Permission denied"):
        OutputFile("--report", path)
