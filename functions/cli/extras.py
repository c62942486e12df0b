"""Which extra of the package brings a module that is missing."""

from importlib.util import find_spec

from common.errors import SetupError
from common.install_command import install_command

# The modules of each extra in pyproject.toml (a test compares). Looking them up in the package's metadata
# would cost every start 0.1 s.
MODULES = {
    "score": (
        "cloudevents",
        "ftfy",
        "functions_framework",
        "huggingface_hub",
        "jinja2",
        "numpy",
        "onnx",
        "onnxruntime",
        "pandas",
        "pika",
        "pyarrow",
        "safetensors",
        "scipy",
        "threadpoolctl",
        "tokenizers",
        "watchfiles",
    ),
    "delta": ("deltalake",),
    "iceberg": ("pyiceberg",),
    "avro": ("fastavro",),
    "excel": ("python_calamine",),
    "aws": ("boto3",),
    "gcp": ("google.cloud.pubsub", "google.cloud.storage"),
    "lambda": ("awslambdaric",),
    "openvino": ("openvino",),
    "upload": ("fastapi", "python_multipart", "uvicorn"),
}


def require(extra: str) -> None:
    """Raise SetupError with the command to install an extra if one of its modules is missing."""
    for module in MODULES[extra]:
        if not _is_there(module):
            raise _not_installed(module, extra)


def advice(error: ModuleNotFoundError) -> SetupError | None:
    """Return which extra to install for a missing module; None if no extra brings it, as with our own."""
    package = (error.name or "").partition(".")[0]
    for extra, modules in MODULES.items():
        for module in modules:
            if module.partition(".")[0] == package and not _is_there(module):
                return _not_installed(module, extra)
    return None


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package that it is in
        return False


def _not_installed(module: str, extra: str) -> SetupError:
    return SetupError(f"the Python package {module!r} is not installed: {install_command(extra)}")
