"""The default engine: the model as a graph of our own, run by ONNX Runtime; no torch."""
