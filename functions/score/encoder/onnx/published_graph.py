"""Runs the ONNX graph that a model's authors publish; it returns token vectors, which are pooled here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.encoder.onnx.architecture import Pooling

INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
OUTPUTS = ("last_hidden_state", "token_embeddings")  # names of the token vectors in the two usual exporters


class PublishedGraph:
    """Runs a graph from int64 inputs (INPUTS or fewer) to float32 token vectors (batch, sequence, d).

    Parameters
    ----------
    session : the loaded graph, an onnxruntime InferenceSession.
    pooling : how token vectors become one vector.

    Raises UnsupportedModel if the graph has other inputs or outputs.
    """

    def __init__(self, session: Any, pooling: Pooling) -> None:
        self._session = session
        self._pooling = pooling
        self._inputs = {each.name for each in session.get_inputs()}
        outputs = {output.name: output.shape for output in session.get_outputs()}
        usable = [name for name in OUTPUTS if name in outputs and isinstance(outputs[name][-1], int)]
        if not self._inputs <= INPUTS or not usable:
            expected = f"{', '.join(sorted(INPUTS))} and {' or '.join(OUTPUTS)} of fixed width"
            raise UnsupportedModel(
                f"its onnx/model.onnx has the inputs {', '.join(sorted(self._inputs))} and the outputs "
                f"{', '.join(outputs)}, not {expected}"
            )
        self._output = usable[0]
        self.dimension: int = outputs[self._output][-1]

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return float32 (batch, d), rows L2-normalised, from ids padded on the right."""
        import numpy as np

        real = np.arange(token_ids.shape[1]) < lengths[:, None]
        possible = {
            "input_ids": token_ids.astype(np.int64),
            "attention_mask": real.astype(np.int64),
            "token_type_ids": np.zeros(token_ids.shape, dtype=np.int64),
        }
        inputs = {name: possible[name] for name in self._inputs}
        tokens: NDArray[np.float32] = self._session.run([self._output], inputs)[0]
        # The sum replaces the mean, because the L2 norm cancels the divisor.
        pooled = tokens[:, 0] if self._pooling == "cls" else (tokens * real[:, :, None]).sum(axis=1)
        vectors: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors
