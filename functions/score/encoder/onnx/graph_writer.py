"""Collects ONNX nodes and constants into a model; the only module that imports `onnx`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import onnx
    from numpy.typing import ArrayLike, DTypeLike

    from functions.score.encoder.onnx.weights import StoredWeight

OPSET = 20  # the first with Gelu
IR_VERSION = 9  # that of opset 20; every supported ONNX Runtime reads it


class GraphWriter:
    """Collects nodes and constants; the methods that add one return the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        """Add a node of the ONNX standard; if it has several outputs, return the name of the first."""
        from onnx import helper

        self._nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs[0]

    def cast(self, source: str, output: str, dtype: DTypeLike) -> str:
        """Add a conversion of all elements to another type."""
        import numpy as np
        from onnx import helper

        return self.node("Cast", [source], output, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def constant(self, name: str, value: ArrayLike, dtype: DTypeLike) -> str:
        """Add an array that is stored in the graph."""
        import numpy as np
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.array(value, dtype, order="C"), name))
        return name

    def stored(self, name: str, weight: StoredWeight) -> str:
        """Add an array that stays in its own file; its output is float32."""
        from onnx import TensorProto

        place = {"location": weight.file, "offset": str(weight.offset), "length": str(weight.size)}
        half = weight.kind == "F16"
        constant = TensorProto(
            name=name,
            data_type=TensorProto.FLOAT16 if half else TensorProto.FLOAT,
            dims=weight.shape,
            data_location=TensorProto.EXTERNAL,
            external_data=[{"key": key, "value": value} for key, value in place.items()],
        )
        self._constants.append(constant)
        return self.cast(name, f"{name}.wide", "float32") if half else name

    def model(self, inputs: dict[str, list[str]], output: str, width: int) -> onnx.ModelProto:
        """Return the model.

        Parameters
        ----------
        inputs : names of the inputs, all int32, with the names of their axes.
        output : name of a node's output, float32 (batch, width).
        """
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self._nodes,
            "sentence_encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT32, axes) for name, axes in inputs.items()],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", width])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def with_weights(model: onnx.ModelProto, folder: Path) -> bytes:
    """Return a model that contains the arrays to which it refers, in files of this folder; it is changed.

    The library's own function refuses a file with several hard links, which package managers make.
    """
    from onnx import TensorProto

    for constant in model.graph.initializer:
        if constant.data_location == TensorProto.EXTERNAL:
            place = {entry.key: entry.value for entry in constant.external_data}
            with (folder / place["location"]).open("rb") as file:
                file.seek(int(place["offset"]))
                constant.raw_data = file.read(int(place["length"]))
            constant.ClearField("data_location")
            constant.ClearField("external_data")
    content: bytes = model.SerializeToString()
    return content
