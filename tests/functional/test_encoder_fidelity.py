"""The onnx engine gives the vectors of sentence-transformers, on real texts and on models of other shapes."""

import importlib.util
import json

import numpy as np
import pytest
from real_texts import docstrings, odd_texts, summaries

from common.errors import SetupError
from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx.engine import OnnxEncoder
from functions.score.encoder.opening import open_encoder
from functions.score.encoder.sentence_transformers_engine import SentenceTransformersEncoder

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
SMALLEST_COSINE = 0.99999
WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZé!",
]
WORDS += [f"##{letter}" for letter in WORDS[5:]]

pytestmark = [
    pytest.mark.torch,
    pytest.mark.skipif(
        importlib.util.find_spec("sentence_transformers") is None,
        reason="sentence-transformers is not installed: make torch",
    ),
    # torch and transformers warn about their own code, which is not tested here.
    pytest.mark.filterwarnings("ignore"),
]


def report(name, ours, reference):
    """Print how much two engines differ; return the smallest cosine."""
    ours, reference = ours.astype(np.float64), reference.astype(np.float64)
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(reference, axis=1)
    smallest = ((ours * reference).sum(axis=1) / lengths).min()
    largest = np.abs(ours - reference).max()
    figures = f"smallest cosine {smallest:.9f}, largest difference {largest:.1e}"
    print(f"\n{name}: {len(ours)} texts, {figures}")  # noqa: T201 - the test is for this figure
    return smallest


def test_real_texts(cache_dir):
    texts = [*odd_texts(), *summaries(), *docstrings(600)]
    assert len(texts) >= 500
    ours = open_encoder(MODEL, engine="onnx", cache_dir=cache_dir)
    reference = open_encoder(MODEL, engine="sentence-transformers", cache_dir=cache_dir)
    assert report(MODEL, ours.encode(texts), reference.encode(texts)) >= SMALLEST_COSINE
    assert ours.model.fingerprint == reference.model.fingerprint
    assert (ours.model.engine, reference.model.engine) == ("onnx", "sentence-transformers")


@pytest.fixture
def random_model(tmp_path):
    """Write a small random BERT in the layout of `transformers`; return its folder."""

    def write(*, pooling, lower_case=False, tokenizer_lowers=False, **config):
        import torch
        from transformers import BertConfig, BertModel, BertTokenizer

        torch.manual_seed(20)
        shape = {"hidden_size": 48, "num_hidden_layers": 4, "num_attention_heads": 6, "intermediate_size": 80}
        sizes = {"vocab_size": len(WORDS), "max_position_embeddings": 40, "initializer_range": 0.4}
        folder = tmp_path / "random"
        BertModel(BertConfig(**{**shape, **sizes, **config})).save_pretrained(folder)
        vocabulary = {word: number for number, word in enumerate(WORDS)}
        BertTokenizer(vocab=vocabulary, do_lower_case=tokenizer_lowers).save_pretrained(folder)
        kinds = {"": "Transformer", "1_Pooling": "Pooling"}
        types = [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(kinds.items())
        ]
        settings = {"max_seq_length": 32, "do_lower_case": lower_case}
        names = ("cls_token", "mean_tokens", "max_tokens")
        modes = {f"pooling_mode_{name}": name == pooling for name in names}
        for name, content in {
            "modules": types,
            "sentence_bert_config": settings,
            "1_Pooling/config": {"word_embedding_dimension": 48, **modes},
        }.items():
            path = folder / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content))
        return find_model(str(folder))

    return write


@pytest.mark.parametrize("pooling", ["cls_token", "mean_tokens"])
@pytest.mark.parametrize("lowering", [{}, {"lower_case": True}, {"tokenizer_lowers": True}])
def test_a_model_of_another_shape(random_model, tmp_path, pooling, lowering):
    files = random_model(pooling=pooling, **lowering)
    texts = [*odd_texts(), *docstrings(80)]
    ours = OnnxEncoder(files, tmp_path / "cache")
    reference = SentenceTransformersEncoder(files, device="cpu")
    assert ours.dimension == reference.dimension == 48
    assert report(f"random BERT, {pooling}", ours.encode(texts), reference.encode(texts)) >= SMALLEST_COSINE
    assert ours.model.fingerprint == reference.model.fingerprint


def test_auto_uses_the_reference_for_models_that_onnx_does_not_support(random_model, tmp_path):
    files = random_model(pooling="max_tokens")
    with pytest.raises(SetupError, match="pooling is max, not mean or cls; use engine auto"):
        open_encoder(str(files.directory), engine="onnx", cache_dir=tmp_path)
    encoder = open_encoder(str(files.directory), cache_dir=tmp_path)
    assert encoder.model.engine == "sentence-transformers"
    vectors = encoder.encode(["a text", ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_another_activation_uses_the_reference(random_model, tmp_path):
    files = random_model(pooling="mean_tokens", hidden_act="gelu_new")
    assert open_encoder(str(files.directory), cache_dir=tmp_path).model.engine == "sentence-transformers"


def test_the_reference_fulfils_the_contract(cache_dir):
    encoder = open_encoder(MODEL, engine="sentence-transformers", cache_dir=cache_dir, threads=1)
    texts = [*odd_texts(), *docstrings(30)]
    reports = []
    whole = encoder.encode(texts, progress=reports.append)
    assert sum(reports) == len(texts)
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.encode(texts).tobytes() == whole.tobytes()
    parts = np.vstack([encoder.encode(texts[at : at + 7]) for at in range(0, len(texts), 7)])
    np.testing.assert_allclose(parts, whole, rtol=0, atol=1e-6)


def test_a_model_that_the_reference_cannot_load(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "no-such-architecture"}')
    with pytest.raises(SetupError, match="sentence-transformers cannot load model"):
        open_encoder(str(tmp_path), engine="sentence-transformers", cache_dir=tmp_path)
