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
    given = writer.cast("given", "floats", "float32")
    total = writer.node("Add", [given, writer.constant("values", VALUES, "float32")], "total")
    return writer.model({"given": ["batch", WIDTH]}, total, WIDTH).SerializeToString()


def load(graph):
    try:
        return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    except Exception as exc:
        raise UnusableGraph(str(exc)) from exc


def answer(session):
    return session.run(None, {"given": np.zeros((1, WIDTH), np.int32)})[0][0]


def never():
    pytest.fail("built again")


def test_built_once(tmp_path):
    graph = tmp_path / "deep/cache" / GRAPH_FILE
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)
    assert list(graph.parent.iterdir()) == [graph]


@pytest.mark.parametrize("content", [b"", b"\xff\xff"])
def test_a_damaged_graph_is_built_again(tmp_path, caplog, content):
    graph = tmp_path / GRAPH_FILE
    open_cached(graph, build, load)
    graph.write_bytes(content)
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)


def test_without_a_cache_folder_it_stays_in_memory(tmp_path, caplog):
    (tmp_path / "file").write_text("a file, so no folder can stand below it")
    session = open_cached(tmp_path / "file/cache" / GRAPH_FILE, build, load)
    np.testing.assert_array_equal(answer(session), VALUES)
    assert len(caplog.records) == 1
    assert str(tmp_path / "file/cache") in caplog.text


def test_a_graph_that_the_runtime_refuses(tmp_path):
    def build_nonsense():
        writer = GraphWriter()
        output = writer.node("NoSuchOperator", ["given"], "out")
        return writer.model({"given": ["batch"]}, output, 1).SerializeToString()

    with pytest.raises(UnusableGraph, match="NoSuchOperator"):
        open_cached(tmp_path / GRAPH_FILE, build_nonsense, load)
    assert list(tmp_path.iterdir()) == []


def test_processes_may_race(tmp_path):
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
def test_where_the_disk_ends_in_the_middle_of_the_graph_it_stays_in_memory(
    tmp_path, caplog, monkeypatch, reason
):
    write_all, graph = Path.write_bytes, tmp_path / GRAPH_FILE

    def write_half(path, data):
        write_all(path, data[: len(data) // 2])
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write_half)
        for process in range(1, 3):  # the second finds nothing that it could trip over
            np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)
            assert [record.levelno for record in caplog.records] == [logging.WARNING] * process
            assert os.strerror(reason) in caplog.records[-1].getMessage()
            assert list(tmp_path.iterdir()) == []
    np.testing.assert_array_equal(answer(open_cached(graph, build, load)), VALUES)  # there is room again
    np.testing.assert_array_equal(answer(open_cached(graph, never, load)), VALUES)
    assert len(caplog.records) == 2


class Barred(type(Path())):
    """A path below a folder that this process may not look into; a test may run as a user who may all."""

    def stat(self, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    def mkdir(self, **_):
        self.stat()


def test_a_cache_folder_that_may_not_be_looked_into_is_told_of_once(tmp_path, caplog):
    session = open_cached(Barred(tmp_path / "barred") / GRAPH_FILE, build, load)
    np.testing.assert_array_equal(answer(session), VALUES)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "Permission denied" in caplog.text
