"""The default engine: runs the model as an ONNX graph, without torch."""
