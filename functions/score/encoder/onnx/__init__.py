"""The default engine: runs the model as an ONNX graph, without torch.

engine           runs a model as an ONNX graph
tokens           turns texts into token ids
batches          groups texts that run through the model together
architecture     reads from a model's configuration what it computes
weights          finds the weights in the model's file
graph            builds a graph that refers to the weight file
graph_writer     collects nodes and constants into an ONNX model
graph_cache      caches built graphs on disk
published_graph  runs the graph that a model's authors publish instead
"""
