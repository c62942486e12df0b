"""A small random BERT: its files, and its vectors by the published formulas."""

import json
import math

import numpy as np
from safetensors.numpy import save_file

from functions.score.encoder.model_files import find_model

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
