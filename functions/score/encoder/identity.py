"""The identity of a model, as stored in verdicts and profiles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The model that computed a vector.

    Parameters
    ----------
    name : the model's public name; for a folder, the folder's name without its path.
    fingerprint : "sha256:<64 hex digits>" of weights, tokenizer and the settings that change the vectors, for
        openvino of engine and precision, too.
    engine : what ran the model: "onnx", "openvino" or "sentence-transformers" ("hashing" in tests).
    """

    name: str
    fingerprint: str
    engine: str
