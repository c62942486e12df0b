"""Built graphs are cached on disk, or stay in memory if that fails."""

import errno
import logging
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from functions.score.encoder.onnx.graph_cache import UnusableGraph, open_cached
from functions.score.encoder.onnx.graph_writer import GraphWriter

WIDTH = 600
VALUES = np.arange(WIDTH, dtype=np.float32)
GRAPH_FILE = "some.onnx"


def build():
    writer = GraphWriter()
    floats = writer.cast("numbers", "floats", "float32")
    total = writer.node("Add", [floats, writer.constant("values", VALUES, "float32")], "total")
    return writer.model({"numbers": ["batch", WIDTH]}, total, WIDTH).SerializeToString()


def load(graph):
    try:
        return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    except Exception as exc:
        raise UnusableGraph(str(exc)) from exc


def answer(session):
    return session.run(None, {"numbers": np.zeros((1, WIDTH), np.int32)})[0][0]


def never():
    pytest.fail("built again")


def test_a_graph_is_built_once(tmp_path):
    graph = tmp_path / "deep/cache" / GRAPH_FILE
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)
    assert list(graph.parent.iterdir()) == [graph]


@pytest.mark.parametrize("content", [b"", b"\xff\xff"])
def test_a_damaged_graph_is_rebuilt(tmp_path, caplog, content):
    graph = tmp_path / GRAPH_FILE
    open_cached(graph, build, load)
    graph.write_bytes(content)
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)


def test_without_a_cache_folder_the_graph_stays_in_memory(tmp_path, caplog):
    (tmp_path / "file").write_text("a file, so it cannot contain a folder")
    session = open_cached(tmp_path / "file/cache" / GRAPH_FILE, build, load)
    np.testing.assert_array_equal(answer(session), VALUES)
    assert len(caplog.records) == 1
    assert str(tmp_path / "file/cache") in caplog.text


def test_a_graph_that_the_runtime_rejects_is_not_cached(tmp_path):
    def build_nonsense():
        writer = GraphWriter()
        output = writer.node("NoSuchOperator", ["numbers"], "out")
        return writer.model({"numbers": ["batch"]}, output, 1).SerializeToString()

    with pytest.raises(UnusableGraph, match="NoSuchOperator"):
        open_cached(tmp_path / GRAPH_FILE, build_nonsense, load)
    assert list(tmp_path.iterdir()) == []


def test_processes_may_build_the_same_graph_at_once(tmp_path):
    # Every process imports, waits for the start signal on its input, and builds the same graph.
    program = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("cache_test", sys.argv[1])
cache_test = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cache_test)
sys.stdin.readline()
for _ in range(5):
    session = cache_test.open_cached(Path(sys.argv[2]), cache_test.build, cache_test.load)
    assert (cache_test.answer(session) == cache_test.VALUES).all()
"""
    graph = tmp_path / "cache" / GRAPH_FILE
    start = partial(subprocess.Popen, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    processes = [start([sys.executable, "-c", program, __file__, graph]) for _ in range(4)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 4
    assert list(graph.parent.iterdir()) == [graph]


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_fills_up_during_writing_leaves_the_graph_in_memory(
    tmp_path, caplog, monkeypatch, reason
):
    write_all, graph = Path.write_bytes, tmp_path / GRAPH_FILE

    def write_half(path, data):
        write_all(path, data[: len(data) // 2])
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write_half)
        for process in range(1, 3):  # the first leaves no file that disturbs the second
            np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
            assert [record.levelno for record in caplog.records] == [logging.WARNING] * process
            assert os.strerror(reason) in caplog.records[-1].getMessage()
            assert list(tmp_path.iterdir()) == []
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)  # the disk has room again
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)
    assert len(caplog.records) == 2


class Forbidden(type(Path())):
    """A path in a folder without permissions; real permissions do not apply if the tests run as root."""

    def stat(self, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    def mkdir(self, **_):
        self.stat()


def test_a_cache_folder_without_permissions_causes_one_warning(tmp_path, caplog):
    session = open_cached(Forbidden(tmp_path / "forbidden") / GRAPH_FILE, build, load)
    np.testing.assert_array_equal(answer(session), VALUES)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "Permission denied" in caplog.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path: path.chmod(0o666), "others may write it"),
        (lambda path: path.chmod(0o664), "others may write it"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"), "its digest is another one"),
        (lambda path: path.write_bytes(path.read_bytes()[32:]), "its digest is another one"),
    ],
)
def test_a_graph_that_others_may_have_changed_is_rebuilt(tmp_path, caplog, change, reason):
    graph = tmp_path / GRAPH_FILE
    open_cached(graph, build, load)
    change(graph)
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    assert reason in caplog.text
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)


def test_a_graph_of_another_user_is_rebuilt_and_root_s_is_not(tmp_path, caplog, monkeypatch):
    graph = tmp_path / GRAPH_FILE
    open_cached(graph, build, load)
    owner = graph.stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    if owner == 0:
        np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)
        os.chown(graph, 12345, -1)
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    assert "it belongs to user" in caplog.text
