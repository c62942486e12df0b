"""What the onnx engine says of a model that it cannot represent."""

from common.errors import SetupError


class UnsupportedModel(SetupError):  # noqa: N818 - named for what it says of the model
    """The model is sound, but needs another engine; the message names the part that is beyond this one."""
