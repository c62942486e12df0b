"""The name tag of a model, as verdicts and profiles carry it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model made a vector.

    Parameters
    ----------
    name : the model's public name; for a folder, the folder's own name without the path to it.
    fingerprint : "sha256:<64 hex digits>" over weights, tokenizer and the settings that change the answer.
    engine : what ran it: "onnx" or "sentence-transformers" ("hashing" in tests).
    """

    name: str
    fingerprint: str
    engine: str
