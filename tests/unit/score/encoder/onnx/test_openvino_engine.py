"""The openvino engine gives right vectors, or leaves the work to onnx with one line."""

import logging
import os
import subprocess
import sys

import numpy as np
import pytest
from small_bert import EXPECTED_IDS, TEXTS, numpy_bert, random_weights, write_model

from common.errors import SetupError
from functions.score.encoder import processor
from functions.score.encoder.onnx import bert_graph, openvino_engine, openvino_graph
from functions.score.encoder.onnx.engine import OnnxEncoder
from functions.score.encoder.onnx.graph_cache import UnusableGraph
from functions.score.encoder.onnx.openvino_engine import OpenVinoEncoder
from functions.score.encoder.onnx.openvino_graph import BFLOAT16, FLOAT32, OpenVino, OpenVinoGraph
from functions.score.encoder.opening import open_encoder
from functions.score.encoder.unsupported import UnsupportedModel

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
NOT_OPENVINO = "model small: the engine is onnx, not openvino: "


@pytest.fixture
def without_bfloat16(monkeypatch):
    """The processor seems to be one on which it is slow."""
    monkeypatch.setattr(processor, "is_quick_with_bfloat16", lambda: False)


@pytest.fixture
def with_bfloat16(monkeypatch):
    """It seems to be quick with it; on another processor, the library emulates it."""
    monkeypatch.setattr(processor, "is_quick_with_bfloat16", lambda: True)


@pytest.fixture
def small(tmp_path):
    return write_model(tmp_path / "small")


def engines_named(caplog):
    return [record.getMessage() for record in caplog.records if "engine" in record.getMessage()]


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.usefixtures("without_bfloat16")
def test_in_float32_it_computes_the_published_formulas(tmp_path, pooling):
    weights = random_weights(np.random.default_rng(11))
    files = write_model(tmp_path / "small", pooling=pooling, weights=weights)
    encoder = OpenVinoEncoder(files, tmp_path / "cache", threads=2)
    expected = [numpy_bert(weights, ids, pooling) for ids in EXPECTED_IDS]
    for _ in range(2):
        np.testing.assert_allclose(encoder.encode(TEXTS), expected, rtol=0, atol=2e-6)
        encoder = OpenVinoEncoder(files, tmp_path / "cache", threads=2)  # now from the cache


def test_many_threads_share_few_requests(tmp_path, small):
    few, many = (OpenVinoEncoder(small, tmp_path / "cache", threads).encode(TEXTS * 40) for threads in (1, 7))
    np.testing.assert_allclose(few, many, rtol=0, atol=1e-3)


# Two threads make the first calls of a process, as close together as they can.
FIRST_CALLS = """
import sys, threading
from pathlib import Path
import numpy as np
from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx.openvino_engine import OpenVinoEncoder

graph = OpenVinoEncoder(find_model(sys.argv[1]), Path(sys.argv[2]), threads=2)._graph
sys.setswitchinterval(1e-6)
together = threading.Barrier(2)
one_text = np.ones((1, 4), np.int32), np.array([4], np.int32)
threads = [threading.Thread(target=lambda: (together.wait(), graph(*one_text))) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_the_first_calls_of_a_process_may_come_from_two_threads(tmp_path, small):
    """They waited for each other in two of three processes; see decision 59."""
    OpenVinoEncoder(small, tmp_path / "cache", threads=1)  # a graph from the cache was never run before
    path = os.pathsep.join(sys.path)
    for _ in range(4):
        command = [sys.executable, "-c", FIRST_CALLS, tmp_path / "small", tmp_path / "cache"]
        subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=True, timeout=60)


STARTS = """
import sys
from functions.score.encoder.onnx.openvino_graph import OpenVino

OpenVino(threads=1)
print(*(name for name in sys.modules if name.startswith("openvino_telemetry.")))
"""


def test_the_library_reports_nothing_to_anybody(tmp_path):
    """Importing it would tell a server so, and write an identifier to the home folder."""
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path)}  # it is quiet if CI is set
    done = subprocess.run(
        [sys.executable, "-c", STARTS], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "\n"
    assert not list(tmp_path.iterdir())


def test_each_precision_has_a_fingerprint_of_its_own(tmp_path, small, monkeypatch):
    fingerprints = {OnnxEncoder(small, tmp_path / "cache", 1).model.fingerprint}
    for quick, precision in ((False, FLOAT32), (True, BFLOAT16)):
        monkeypatch.setattr(processor, "is_quick_with_bfloat16", lambda quick=quick: quick)
        assert OpenVino(1).precision == precision
        fingerprints.add(OpenVinoEncoder(small, tmp_path / "cache", 1).model.fingerprint)
    assert len(fingerprints) == 3


@pytest.mark.usefixtures("without_bfloat16")
def test_auto_uses_onnx_on_a_processor_without_bfloat16(tmp_path, small, caplog):
    caplog.set_level(logging.INFO)
    encoder = open_encoder(str(small.directory), cache_dir=tmp_path / "cache")
    assert encoder.model.engine == "onnx"
    [line] = engines_named(caplog)
    assert line == NOT_OPENVINO + "bfloat16 is no faster than float32 on this processor"


@pytest.mark.usefixtures("with_bfloat16")
def test_auto_uses_it_on_a_processor_with_bfloat16(tmp_path, small):
    assert open_encoder(str(small.directory), cache_dir=tmp_path).model.engine == "openvino"


def test_auto_uses_onnx_without_the_extra(tmp_path, small, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(openvino_graph, "find_spec", lambda _: None)
    assert open_encoder(str(small.directory), cache_dir=tmp_path).model.engine == "onnx"
    assert engines_named(caplog) == []


def refuse(*_):
    raise UnusableGraph("operation Gelu is not known")


class Wrong(OpenVinoGraph):
    """Turns a vector a little."""

    def __call__(self, token_ids, lengths):
        """Return vectors whose cosine with the right ones is .9995."""
        vectors = super().__call__(token_ids, lengths)
        other = np.roll(vectors, 1, axis=1)
        other -= (vectors * other).sum(axis=1, keepdims=True) * vectors
        other /= np.linalg.norm(other, axis=1, keepdims=True)
        return np.float32(0.9995) * vectors + np.float32(np.sqrt(1 - 0.9995**2)) * other


class Broken(OpenVinoGraph):
    """Returns no numbers."""

    def __call__(self, token_ids, lengths):
        """Return NaN."""
        return super().__call__(token_ids, lengths) * np.float32("nan")


REASONS = {
    "refused": "operation Gelu is not known",
    "wrong": "a vector's cosine with that of ONNX Runtime is 0.999",
    "broken": "a vector's cosine with that of ONNX Runtime is nan",
}


@pytest.fixture(params=REASONS)
def reason(request, monkeypatch):
    """Return why the graph cannot be trusted."""
    if request.param == "refused":
        monkeypatch.setattr(OpenVino, "compile", refuse)
    else:
        monkeypatch.setattr(openvino_graph, "OpenVinoGraph", Wrong if request.param == "wrong" else Broken)
    return REASONS[request.param]


@pytest.mark.usefixtures("with_bfloat16")
def test_a_graph_that_cannot_be_trusted_is_left_to_onnx(tmp_path, small, caplog, reason):
    caplog.set_level(logging.INFO)
    encoder = open_encoder(str(small.directory), cache_dir=tmp_path / "cache")
    assert encoder.model.engine == "onnx"
    [line] = engines_named(caplog)
    assert reason in line
    assert line.startswith(NOT_OPENVINO)
    assert not list(tmp_path.glob("cache/**/openvino-*"))  # the next process does not trust it either
    with pytest.raises(SetupError, match="the openvino engine cannot run model small"):
        open_encoder(str(small.directory), engine="openvino", cache_dir=tmp_path / "cache")


@pytest.mark.usefixtures("with_bfloat16")
def test_a_library_that_cannot_start_is_left_to_onnx(tmp_path, small, monkeypatch, caplog):
    """It has no part for this processor, for example."""
    caplog.set_level(logging.INFO)

    def fail():
        raise RuntimeError("no plugin\nfor CPU")

    monkeypatch.setattr("openvino.Core", fail)
    assert open_encoder(str(small.directory), cache_dir=tmp_path / "cache").model.engine == "onnx"
    [line] = engines_named(caplog)
    assert line == NOT_OPENVINO + "OpenVINO cannot start: no plugin for CPU"
    with pytest.raises(SetupError, match=r"^OpenVINO cannot start: no plugin for CPU$"):
        open_encoder(str(small.directory), engine="openvino", cache_dir=tmp_path / "cache")


@pytest.mark.usefixtures("with_bfloat16")
def test_a_library_that_cannot_be_imported_is_left_to_onnx(tmp_path, small, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(openvino_graph, "is_installed", lambda: True)
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert open_encoder(str(small.directory), cache_dir=tmp_path / "cache").model.engine == "onnx"
    [line] = engines_named(caplog)
    assert line.startswith(NOT_OPENVINO)


@pytest.mark.parametrize("method", ["compile", "load"])
def test_what_is_no_graph_is_unusable(method):
    with pytest.raises(UnusableGraph, match=r"\w"):
        getattr(OpenVino(1), method)(b"this is no graph")


def test_a_damaged_graph_in_the_cache_is_compiled_again(tmp_path, small, caplog):
    first = OpenVinoEncoder(small, tmp_path, threads=1).encode(TEXTS)
    [cached] = tmp_path.glob("graphs/*/openvino-*.graph")
    cached.write_bytes(cached.read_bytes()[:-1] + b"!")
    np.testing.assert_array_equal(OpenVinoEncoder(small, tmp_path, threads=1).encode(TEXTS), first)
    [line] = [record.getMessage() for record in caplog.records]
    assert "its digest is another one" in line


@pytest.mark.usefixtures("with_bfloat16")
def test_weights_beyond_the_limit_of_a_graph_are_left_to_onnx(tmp_path, small, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(bert_graph, "MOST_BYTES_OF_WEIGHTS", 100)
    assert open_encoder(str(small.directory), cache_dir=tmp_path / "cache").model.engine == "onnx"
    [line] = engines_named(caplog)
    assert line == NOT_OPENVINO + "its weights are larger than 2 GiB"


def test_weights_may_have_several_hard_links(tmp_path, small):
    """Package managers install files as hard links to their cache."""
    [weights] = small.directory.rglob("model.safetensors")
    (tmp_path / "cached").hardlink_to(weights)
    assert OpenVinoEncoder(small, tmp_path / "cache", threads=1).encode(TEXTS).any()


def test_without_room_in_the_cache_the_graph_stays_in_memory(tmp_path, small, caplog):
    (tmp_path / "file").write_text("a file, so it cannot contain a folder")
    encoder = OpenVinoEncoder(small, tmp_path / "file", threads=1)
    assert encoder.encode(TEXTS).shape == (len(TEXTS), encoder.dimension)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_another_architecture_is_named(tmp_path):
    files = write_model(tmp_path / "other", config={"model_type": "mpnet"})
    with pytest.raises(UnsupportedModel, match="architecture is 'mpnet', not 'bert'"):
        OpenVinoEncoder(files, tmp_path / "cache")


def test_a_missing_library_is_named_with_its_install_command(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)  # as if it were not installed
    with pytest.raises(SetupError, match=r"not installed: pip install 'driftline\[openvino\]'"):
        open_encoder(MODEL, engine="openvino", cache_dir=tmp_path)


def test_the_check_has_texts_beyond_one_window(tmp_path, small):
    lengths = OnnxEncoder(small, tmp_path, 1)._tokenize(openvino_engine.CHECKED_TEXTS).lengths
    assert lengths.min() == 2
    assert lengths.max() >= 12
