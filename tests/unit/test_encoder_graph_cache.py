import logging
import subprocess
import sys
from functools import partial

import numpy as np
import onnxruntime
import pytest

from common.errors import SetupError
from functions.score.encoder import graph_cache
from functions.score.encoder.graph_cache import GRAPH_FILE, WEIGHTS_FILE, UnusableGraph, open_cached
from functions.score.encoder.graph_writer import GraphWriter

WIDTH = 600  # wide enough that the writer keeps the weights out of the graph's own file
VALUES = np.arange(WIDTH, dtype=np.float32)


def build():
    writer = GraphWriter()
    given = writer.cast("given", "floats", "float32")
    total = writer.node("Add", [given, writer.constant("values", VALUES, "float32")], "total")
    return writer.model({"given": ["batch", WIDTH]}, total, WIDTH)


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
    folder = tmp_path / "deep/cache"
    np.testing.assert_array_equal(answer(open_cached(folder, build, load)), VALUES)
    np.testing.assert_array_equal(answer(open_cached(folder, never, load)), VALUES)
    assert sorted(path.name for path in folder.iterdir()) == [GRAPH_FILE, WEIGHTS_FILE]


@pytest.mark.parametrize(
    ("filename", "content"), [(GRAPH_FILE, b""), (GRAPH_FILE, b"\xff\xff"), (WEIGHTS_FILE, b"short")]
)
def test_a_damaged_graph_is_built_again(tmp_path, caplog, filename, content):
    open_cached(tmp_path, build, load)
    (tmp_path / filename).write_bytes(content)
    np.testing.assert_array_equal(answer(open_cached(tmp_path, build, load)), VALUES)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    np.testing.assert_array_equal(answer(open_cached(tmp_path, never, load)), VALUES)


def test_missing_weights_are_built_again(tmp_path):
    open_cached(tmp_path, build, load)
    (tmp_path / WEIGHTS_FILE).unlink()
    np.testing.assert_array_equal(answer(open_cached(tmp_path, build, load)), VALUES)


def test_without_a_cache_folder_it_stays_in_memory(tmp_path, caplog):
    (tmp_path / "file").write_text("a file, so no folder can stand below it")
    session = open_cached(tmp_path / "file/cache", build, load)
    np.testing.assert_array_equal(answer(session), VALUES)
    assert len(caplog.records) == 1
    assert str(tmp_path / "file/cache") in caplog.text


def test_a_graph_too_large_for_memory_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(graph_cache, "INLINE_LIMIT_BYTES", 1000)
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match=r"graph of \d{4} bytes needs a cache folder"):
        open_cached(tmp_path / "file/cache", build, load)


def test_a_graph_that_the_runtime_refuses(tmp_path):
    def build_nonsense():
        writer = GraphWriter()
        return writer.model({"given": ["batch"]}, writer.node("NoSuchOperator", ["given"], "out"), 1)

    with pytest.raises(UnusableGraph, match="NoSuchOperator"):
        open_cached(tmp_path, build_nonsense, load)


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
    start = partial(subprocess.Popen, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    processes = [start([sys.executable, "-c", program, __file__, tmp_path / "cache"]) for _ in range(4)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 4
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [GRAPH_FILE, WEIGHTS_FILE]
