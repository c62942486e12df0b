"""The graph gives the same vectors as a BERT in numpy, on models of unusual shapes."""

import json
import math

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

from common.errors import SetupError
from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx.engine import OnnxEncoder
from functions.score.encoder.unsupported import UnsupportedModel

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "drift",
    "Drift",
    "the",
    "##s",
    "late",
    "Straße",
    "été",
    "ete",
    "!",
]
HIDDEN, HEADS, LAYERS, INNER, POSITIONS, LENGTH = 40, 5, 3, 56, 48, 12
QUERY = "encoder.layer.0.attention.self.query.weight"
EPSILON = 1e-12  # as BERT has it
TEXTS = ["drift", "Drift", "", "the drifts late!", "Straße été ete", "nothing known", "drift the " * 30]


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def random_weights(rng):
    def normal(*shape):
        return rng.normal(0, 0.3, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": normal(len(WORDS), HIDDEN),
        "embeddings.position_embeddings.weight": normal(POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": normal(2, HIDDEN),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        sizes = {f"attention.self.{part}": (HIDDEN, HIDDEN) for part in ("query", "key", "value")}
        sizes |= {
            "attention.output.dense": (HIDDEN, HIDDEN),
            "intermediate.dense": (INNER, HIDDEN),
            "output.dense": (HIDDEN, INNER),
        }
        for part, (rows, columns) in sizes.items():
            weights[f"{name}.{part}.weight"] = normal(rows, columns)
            weights[f"{name}.{part}.bias"] = normal(rows)
        norms += [f"{name}.attention.output.LayerNorm", f"{name}.output.LayerNorm"]
    for norm in norms:
        weights[f"{norm}.weight"] = 1 + normal(HIDDEN)
        weights[f"{norm}.bias"] = normal(HIDDEN)
    return weights


def write_model(folder, *, pooling="mean", weights=None, config=(), lower=False):
    weights = weights or random_weights(np.random.default_rng(7))
    bert = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "hidden_size": HIDDEN,
        "max_position_embeddings": POSITIONS,
        "layer_norm_eps": EPSILON,
    }
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [{"path": path, "type": f"sentence_transformers.models.{kind}"} for path, kind in kinds.items()]
    write_json(folder / "modules.json", modules)
    write_json(folder / "config.json", {**bert, **dict(config)})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": LENGTH, "do_lower_case": lower})
    write_json(folder / "1_Pooling/config.json", {"pooling_mode": pooling})
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": False})
    special = [["[CLS]", 2], ["[SEP]", 3]]
    tokenizer = {
        "version": "1.0",
        # The opposite of tokenizer_config.json, which has priority.
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "cls": special[0], "sep": special[1]},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: number for number, word in enumerate(WORDS)},
        },
    }
    write_json(folder / "tokenizer.json", tokenizer)
    save_file(weights, folder / "model.safetensors")
    return find_model(str(folder))


def numpy_bert(weights, ids, pooling, epsilon=EPSILON):
    """Embed one text by the published formulas in float64."""
    weights = {name: weight.astype(np.float64) for name, weight in weights.items()}

    def dense(part, hidden):
        return hidden @ weights[f"{part}.weight"].T + weights[f"{part}.bias"]

    def norm(part, hidden):
        centred = hidden - hidden.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
        return scaled * weights[f"{part}.weight"] + weights[f"{part}.bias"]

    embedded = weights["embeddings.word_embeddings.weight"][ids]
    embedded = embedded + weights["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = norm("embeddings.LayerNorm", embedded + weights["embeddings.token_type_embeddings.weight"][0])
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        parts = [dense(f"{name}.attention.self.{part}", hidden) for part in ("query", "key", "value")]
        query, key, value = (part.reshape(len(ids), HEADS, -1).transpose(1, 0, 2) for part in parts)
        scores = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(HIDDEN / HEADS))
        attended = (scores / scores.sum(axis=2, keepdims=True)) @ value
        attended = attended.transpose(1, 0, 2).reshape(len(ids), HIDDEN)
        out = f"{name}.attention.output"
        hidden = norm(f"{out}.LayerNorm", dense(f"{out}.dense", attended) + hidden)
        inner = dense(f"{name}.intermediate.dense", hidden)
        inner = inner * (1 + np.vectorize(math.erf)(inner / math.sqrt(2))) / 2
        hidden = norm(f"{name}.output.LayerNorm", dense(f"{name}.output.dense", inner) + hidden)
    pooled = hidden[0] if pooling == "cls" else hidden.mean(axis=0)
    return pooled / np.linalg.norm(pooled)


def ids_of(*words):
    return [WORDS.index(word) for word in ("[CLS]", *words, "[SEP]")]


EXPECTED_IDS = [
    ids_of("drift"),
    ids_of("Drift"),
    ids_of(),
    ids_of("the", "drift", "##s", "late", "!"),
    ids_of("Straße", "été", "ete"),
    ids_of("[UNK]", "[UNK]"),
    ids_of(*["drift", "the"] * 5),
]


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
