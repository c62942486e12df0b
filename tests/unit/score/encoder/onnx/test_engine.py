"""The graph gives the same vectors as a BERT in numpy, on models of unusual shapes."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from small_bert import (
    EXPECTED_IDS,
    HIDDEN,
    QUERY,
    TEXTS,
    WORDS,
    ids_of,
    numpy_bert,
    random_weights,
    write_model,
)

from common.errors import SetupError
from functions.score.encoder.onnx.engine import OnnxEncoder
from functions.score.encoder.unsupported import UnsupportedModel


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("prefix", ["", "bert."])
def test_the_graph_computes_the_published_formulas(tmp_path, pooling, prefix):
    weights = random_weights(np.random.default_rng(11))
    stored = {prefix + name: weight for name, weight in weights.items()}
    files = write_model(tmp_path / "small", pooling=pooling, weights=stored)
    vectors = OnnxEncoder(files, tmp_path / "cache", threads=1).encode(TEXTS)
    expected = [numpy_bert(weights, ids, pooling) for ids in EXPECTED_IDS]
    np.testing.assert_allclose(vectors, expected, rtol=0, atol=2e-6)


def test_a_large_epsilon_of_the_normalisation_is_used(tmp_path):
    weights = random_weights(np.random.default_rng(11))
    files = write_model(tmp_path / "small", weights=weights, config={"layer_norm_eps": 0.1})
    vectors = OnnxEncoder(files, tmp_path / "cache", threads=1).encode(TEXTS)
    expected = [numpy_bert(weights, ids, "mean", epsilon=0.1) for ids in EXPECTED_IDS]
    np.testing.assert_allclose(vectors, expected, rtol=0, atol=2e-6)


def test_the_vectors_do_not_depend_on_the_number_of_threads(tmp_path):
    files = write_model(tmp_path / "small")
    few, many = (OnnxEncoder(files, tmp_path / "cache", threads).encode(TEXTS * 40) for threads in (1, 7))
    np.testing.assert_allclose(few, many, rtol=0, atol=1e-6)


def test_half_precision_weights_are_widened(tmp_path):
    halves = {
        name: weight.astype(np.float16) for name, weight in random_weights(np.random.default_rng(1)).items()
    }
    files = write_model(tmp_path / "half", weights=halves)
    vector = OnnxEncoder(files, tmp_path / "cache", threads=1).encode(["drift"])[0]
    np.testing.assert_allclose(vector, numpy_bert(halves, ids_of("drift"), "mean"), rtol=0, atol=2e-6)


def test_lower_case_in_the_sentence_settings(tmp_path):
    files = write_model(tmp_path / "lower", lower=True)
    upper, lower = OnnxEncoder(files, tmp_path / "cache", threads=1).encode(["Drift ÉTÉ", "drift été"])
    np.testing.assert_array_equal(upper, lower)


def test_the_fingerprint_depends_on_weights_and_settings(tmp_path):
    def fingerprint(name, **parts):
        return OnnxEncoder(write_model(tmp_path / name, **parts), tmp_path / "cache", 1).model.fingerprint

    first = fingerprint("first")
    assert fingerprint("copy") == first
    assert fingerprint("pooled", pooling="cls") != first
    assert fingerprint("weighted", weights=random_weights(np.random.default_rng(8))) != first


def test_the_name_of_a_folder_has_no_path(tmp_path):
    encoder = OnnxEncoder(write_model(tmp_path / "small"), tmp_path / "cache", threads=1)
    assert encoder.model.name == "small"
    assert encoder.dimension == HIDDEN


def without(name):
    weights = random_weights(np.random.default_rng(7))
    del weights[name]
    return weights


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"config": {"model_type": "mpnet"}}, "architecture is 'mpnet', not 'bert'"),
        (
            {"config": {"position_embedding_type": "relative_key"}},
            "position_embedding_type is 'relative_key'",
        ),
        ({"config": {"hidden_act": "relu"}}, "hidden_act is 'relu', not 'gelu'"),
        ({"config": {"hidden_size": 80}}, r"word_embeddings.weight has shape \(13, 40\).*says \(13, 80\)"),
        ({"config": {"num_attention_heads": 7}}, "hidden_size, 40, is not a multiple of 7 heads"),
        ({"weights": without("encoder.layer.1.output.dense.bias")}, "lack encoder.layer.1.output.dense.bias"),
        (
            {"weights": random_weights(np.random.default_rng(7)) | {QUERY: np.zeros((35, 40), np.float32)}},
            rf"{QUERY} has shape \(35, 40\).*says \(40, 40\)",
        ),
        ({"weights": {"x": np.zeros(3, np.float64)}}, r"weights are F64 \(x\)"),
        ({"pooling": "max"}, "pooling is max, not mean or cls"),
    ],
)
def test_errors_about_unsupported_models_name_the_part(tmp_path, parts, reason):
    with pytest.raises(UnsupportedModel, match=reason):
        OnnxEncoder(write_model(tmp_path / "odd", **parts), tmp_path / "cache", threads=1)


def test_a_model_without_a_tokenizer_file(tmp_path):
    files = write_model(tmp_path / "odd")
    (files.directory / "tokenizer.json").unlink()
    with pytest.raises(UnsupportedModel, match=r"no tokenizer\.json"):
        OnnxEncoder(files, tmp_path / "cache", threads=1)


@pytest.mark.parametrize(
    ("filename", "content"),
    [("model.safetensors", b"\x09"), ("tokenizer.json", b'{"model": {}}'), ("config.json", b"{")],
)
def test_errors_about_broken_files_name_the_file(tmp_path, filename, content):
    files = write_model(tmp_path / "broken")
    (files.directory / filename).write_bytes(content)
    with pytest.raises(SetupError, match=filename) as raised:
        OnnxEncoder(files, tmp_path / "cache", threads=1)
    assert not isinstance(raised.value, UnsupportedModel)


def publish(files, *, output="last_hidden_state"):
    """Write a graph as authors publish it; its token vectors are the rows of a table."""
    table = np.random.default_rng(5).normal(size=(len(WORDS), 6)).astype(np.float32)
    ids, mask = (
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"])
        for name in ("input_ids", "attention_mask")
    )
    tokens = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", "sequence", 6])
    lookup = helper.make_node("Gather", ["table", "input_ids"], [output])
    constants = [numpy_helper.from_array(table, "table")]
    graph = helper.make_graph([lookup], "published", [ids, mask], [tokens], constants)
    (files.directory / "onnx").mkdir()
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    onnx.save_model(model, files.directory / "onnx/model.onnx")
    return table


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_the_published_graph_is_used_if_ours_does_not_support_the_model(tmp_path, pooling):
    files = write_model(tmp_path / "other", config={"model_type": "other"}, pooling=pooling)
    table = publish(files)
    encoder = OnnxEncoder(files, tmp_path / "cache", threads=1)
    rows = [table[ids[:1] if pooling == "cls" else ids].mean(axis=0) for ids in EXPECTED_IDS]
    expected = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, rtol=0, atol=1e-6)


def test_a_published_graph_with_other_outputs_is_rejected(tmp_path):
    files = write_model(tmp_path / "other", config={"model_type": "other"})
    publish(files, output="logits")
    with pytest.raises(UnsupportedModel, match="the outputs logits, not"):
        OnnxEncoder(files, tmp_path / "cache", threads=1)
