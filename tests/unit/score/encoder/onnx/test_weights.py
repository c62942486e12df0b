"""Weights stay in the model's own file, where the runtime reads them."""

import shutil

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import save_file

from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx.engine import WEIGHTS_FOLDER_SETTING, OnnxEncoder
from functions.score.encoder.onnx.graph_writer import GraphWriter
from functions.score.encoder.onnx.weights import find_weights

WIDTH = 7
STORED = {
    "bert.half": np.linspace(-2, 2, WIDTH).astype(np.float16),
    "bert.LayerNorm.gamma": np.linspace(0, 1, WIDTH, dtype=np.float32),
    "position_ids": np.arange(WIDTH),
    "single": np.float32([[5], [6]]),
}


def write(path, spaces=0):
    """Save the arrays after a header that is padded with some spaces."""
    save_file(STORED, path, metadata={"format": "pt"})
    content = path.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    header = content[8:end] + b" " * spaces
    path.write_bytes(len(header).to_bytes(8, "little") + header + content[end:])
    return path


def test_all_arrays_are_found_under_their_plain_names(tmp_path):
    path = write(tmp_path / "some.safetensors")
    weights = find_weights(path)
    expected = {"half": "bert.half", "LayerNorm.weight": "bert.LayerNorm.gamma", "single": "single"}
    assert sorted(weights) == sorted(expected)
    for name, stored in expected.items():
        weight = weights[name]
        assert weight.file == "some.safetensors"
        content = path.read_bytes()[weight.offset : weight.offset + weight.size]
        values = np.frombuffer(content, {"F32": np.float32, "F16": np.float16}[weight.kind])
        np.testing.assert_array_equal(values.reshape(weight.shape), STORED[stored])


@pytest.mark.parametrize("spaces", range(4))  # the length of a header is arbitrary
def test_the_runtime_reads_arrays_at_any_position(tmp_path, spaces):
    weights = find_weights(write(tmp_path / "some.safetensors", spaces))
    writer = GraphWriter()
    floats = writer.cast("numbers", "floats", "float32")
    both = [writer.stored(name, weights[name]) for name in ("half", "LayerNorm.weight")]
    total = writer.node("Add", [writer.node("Add", [floats, both[0]], "first"), both[1]], "total")
    graph = writer.model({"numbers": ["batch", WIDTH]}, total, WIDTH).SerializeToString()
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry(WEIGHTS_FOLDER_SETTING, str(tmp_path))
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    expected = STORED["bert.half"].astype(np.float32) + STORED["bert.LayerNorm.gamma"]
    (answer,) = session.run(None, {"numbers": np.zeros((1, WIDTH), np.int32)})
    np.testing.assert_array_equal(answer[0], expected)


def test_the_cache_has_no_weights_and_works_for_the_same_model_in_another_folder(tmp_path):
    files = find_model("sentence-transformers/all-MiniLM-L6-v2")
    original = files.directory / "model.safetensors"
    # As the hub's client stores it: a link to a file with another name, in another folder.
    shutil.copytree(files.directory, tmp_path / "hub", ignore=shutil.ignore_patterns(original.name))
    (tmp_path / "blobs").mkdir()
    shutil.copyfile(original, tmp_path / "blobs/0123")
    (tmp_path / "hub" / original.name).symlink_to("../blobs/0123")
    here, there = (
        OnnxEncoder(model, tmp_path / "cache", threads=1)
        for model in (files, find_model(str(tmp_path / "hub")))
    )
    assert here.model.fingerprint == there.model.fingerprint
    np.testing.assert_array_equal(here.encode(["a text"]), there.encode(["a text"]))
    cached = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert sorted(path.name for path in cached) == ["0123.graph", "model.safetensors.graph"]
    assert max(path.stat().st_size for path in cached) < 100_000
