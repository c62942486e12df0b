"""The onnx engine's error about a model that it does not support."""

from common.errors import SetupError


class UnsupportedModel(SetupError):  # noqa: N818 - describes the model
    """The model is valid but needs another engine; the message names the unsupported part."""
