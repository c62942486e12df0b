"""Compiles graphs with OpenVINO; the only module that imports `openvino`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from common.errors import SetupError
from common.install_command import install_command
from functions.score.encoder import processor
from functions.score.encoder.onnx.graph_cache import UnusableGraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

DEVICE = "CPU"
BFLOAT16, FLOAT32 = "bfloat16", "float32"
HINTS = {BFLOAT16: "bf16", FLOAT32: "f32"}


def is_installed() -> bool:
    """Tell whether the library is there, without importing it."""
    return find_spec("openvino") is not None


class OpenVino:
    """The library, set up for this processor.

    Parameters
    ----------
    threads : int >= 1, how many batches run at once.

    Raises SetupError, with the command to install it, if it is not there, or cannot start.
    """

    def __init__(self, threads: int) -> None:
        try:
            openvino = _import_silently()
        except ImportError as error:
            raise SetupError(
                f"the openvino engine is not installed: {install_command('openvino')} ({error})"
            ) from error
        try:
            self._core = openvino.Core()
            device = self._core.get_property(DEVICE, "FULL_DEVICE_NAME")
        except RuntimeError as error:  # a part of the library is missing, or it is none for this machine
            raise SetupError(f"OpenVINO cannot start: {_one_line(error)}") from error
        self._threads = threads
        self.precision = BFLOAT16 if processor.is_quick_with_bfloat16() else FLOAT32
        self._options = {
            "INFERENCE_PRECISION_HINT": HINTS[self.precision],
            "NUM_STREAMS": threads,  # each runs batches of its own, in one thread
            "INFERENCE_NUM_THREADS": threads,
            # Otherwise every process of a machine takes the same first processors.
            "ENABLE_CPU_PINNING": False,
        }
        self._identity = f"{openvino.__version__} {device} {self.precision}"

    @property
    def identity(self) -> str:
        """64 hex digits that differ for another version, processor or precision."""
        return sha256(self._identity.encode()).hexdigest()

    def compile(self, content: bytes) -> OpenVinoGraph:
        """Compile an ONNX graph that contains its weights; raise UnusableGraph if the library refuses it."""
        with _errors_are_unusable():
            model = self._core.read_model(BytesIO(content))
            return OpenVinoGraph(self._core.compile_model(model, DEVICE, self._options), self._threads)

    def load(self, exported: bytes) -> OpenVinoGraph:
        """Load what `OpenVinoGraph.export` returned; raise UnusableGraph if the library refuses it."""
        with _errors_are_unusable():
            compiled = self._core.import_model(BytesIO(exported), DEVICE, self._options)
            return OpenVinoGraph(compiled, self._threads)


class OpenVinoGraph:
    """A compiled graph; at most `threads` batches run at once, the others wait."""

    def __init__(self, compiled: Any, threads: int) -> None:
        self._compiled = compiled
        self.dimension: int = compiled.output(0).partial_shape[1].get_length()
        # A request runs one batch at a time and has buffers of its own.
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(threads):
            self._idle.put(compiled.create_infer_request())
        self._run_once()

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return float32 (batch, d), rows L2-normalised, from ids padded on the right."""
        request = self._idle.get()
        try:
            answer = request.infer({"token_ids": token_ids, "lengths": lengths}, share_inputs=True)
            vectors: NDArray[np.float32] = answer[0].copy()  # the next batch overwrites it
        finally:
            self._idle.put(request)
        return vectors

    def _run_once(self) -> None:
        """Run one token, before several threads do so at once.

        The first two calls of a process, made at the same time, wait for each other without end: one sets up
        the library's table of types and wants Python's lock, the other has the lock and waits for the table.
        """
        import numpy as np

        self(np.zeros((1, 1), np.int32), np.ones(1, np.int32))

    def export(self) -> bytes:
        """Return the compiled graph with its weights, for `OpenVino.load`."""
        exported: bytes = self._compiled.export_model().getvalue()
        return exported


def _import_silently() -> Any:
    """Import the library, which otherwise reports each import to Google Analytics, from a process of its own.

    It also writes a number that identifies the user to the home folder. It does neither if it cannot import
    its module for that, unless another part of the program has done so.
    """
    sys.modules.setdefault("openvino_telemetry", cast("ModuleType", None))
    import openvino

    return openvino


@contextmanager
def _errors_are_unusable() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the library raises RuntimeError and others
        raise UnusableGraph(_one_line(error)) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
