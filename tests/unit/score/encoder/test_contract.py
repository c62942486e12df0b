"""The contract of every encoder: the engines onnx and openvino, and the hashing encoder of the tests."""

import subprocess
import sys

import numpy as np
import pytest

from functions.score.encoder.hashing import HashingEncoder
from functions.score.encoder.opening import open_encoder

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
ODD_TEXTS = [
    "",
    " \t\n",
    "\0",
    "a\0b",
    "\ud800",
    "x\udfffy",
    "🚨🚨",
    "日本語の文章",
    "naïve café",
    "w" * 12_000,
    "the parcel was late. " * 120,
]
TEXTS = [*ODD_TEXTS, "A short one.", "a SHORT one.", *(f"word {n} " * (n % 40 + 1) for n in range(60))]


@pytest.fixture(scope="module", params=["hashing", "onnx", "openvino"])
def encoder(request, cache_dir):
    if request.param == "hashing":
        return HashingEncoder()
    return open_encoder(MODEL, engine=request.param, cache_dir=cache_dir)


def test_rows_are_unit_vectors_in_order(encoder, tolerance):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(vectors[26], encoder.encode([TEXTS[26]])[0], atol=tolerance)


def test_no_texts_give_no_rows(encoder):
    vectors = encoder.encode([])
    assert vectors.shape == (0, encoder.dimension)
    assert vectors.dtype == np.float32


def test_the_same_list_gives_the_same_bits(encoder):
    assert encoder.encode(TEXTS).tobytes() == encoder.encode(TEXTS).tobytes()


@pytest.fixture
def tolerance(encoder):
    """Return how much a component may differ in another batch: bfloat16 has 8 binary digits, float32 24."""
    return 1e-3 if encoder.model.engine == "openvino" else 1e-6


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_row_does_not_depend_on_the_other_texts(encoder, size, tolerance):
    whole = encoder.encode(TEXTS)
    parts = np.vstack([encoder.encode(TEXTS[at : at + size]) for at in range(0, len(TEXTS), size)])
    np.testing.assert_allclose(parts, whole, rtol=0, atol=tolerance)


def test_a_row_does_not_depend_on_the_order(encoder, tolerance):
    order = np.random.default_rng(3).permutation(len(TEXTS))
    shuffled = encoder.encode([TEXTS[at] for at in order])
    np.testing.assert_allclose(shuffled, encoder.encode(TEXTS)[order], rtol=0, atol=tolerance)


def test_lone_surrogates_are_read_as_the_replacement_character(encoder):
    half, replaced = encoder.encode(["so \ud800 it is", "so \ufffd it is"])
    np.testing.assert_array_equal(half, replaced)


def test_different_texts_differ(encoder):
    vectors = encoder.encode(["the invoice was paid late", "a cat sleeps on the roof"])
    assert vectors[0] @ vectors[1] < 0.9


def test_the_end_of_a_long_text_is_read(encoder):
    long = "the parties agree on the general terms of business. " * 60
    ends = "my parcel was late " * 8, "the soup had no salt " * 8, ""
    vectors = encoder.encode([long + end for end in ends])
    assert vectors[0] @ vectors[1] < 0.999
    assert vectors[0] @ vectors[2] > 0.8


def test_unread_parts_are_named(encoder):
    parts = encoder.unread(["a short one", "so 👎 bad", "word " * 5_000])
    if encoder.model.engine == "hashing":  # it reads everything
        assert parts == [("", 0)] * 3
    else:
        assert parts == [("", 0), ("👎", 0), ("", 5_000 // 254 * 254 - 3 * 254)]
    assert encoder.unread([]) == []


def test_progress_adds_up(encoder):
    reports = []
    encoder.encode(TEXTS, progress=reports.append)
    assert sum(reports) == len(TEXTS)
    assert min(reports) > 0


def test_no_texts_call_no_progress(encoder):
    encoder.encode([], progress=lambda _: pytest.fail("nothing was finished"))


def test_identity(encoder):
    assert encoder.model.engine in {"hashing", "onnx", "openvino"}
    kind, digest = encoder.model.fingerprint.split(":")
    assert kind == "sha256"
    assert len(bytes.fromhex(digest)) == 32


def test_hashing_needs_a_dimension():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        HashingEncoder(0)


def test_hashing_is_the_same_in_every_process():
    assert np.flatnonzero(HashingEncoder().encode(["drift"])).tolist() == [25]


def test_importing_loads_no_heavy_library():
    code = "import sys, functions.score.encoder.opening; print(*sys.modules)"
    program = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    heavy = {"numpy", "onnx", "onnxruntime", "openvino", "tokenizers", "huggingface_hub", "safetensors"}
    assert not heavy & set(program.stdout.split())
