"""The engines that run a model as an ONNX graph, without torch.

engine           the default engine: ONNX Runtime
openvino_engine  the engine for processors that compute with bfloat16
openvino_graph   compiles graphs with OpenVINO
graph_encoder    embeds texts with a graph, whichever library runs it
tokens           turns texts into token ids
batches          groups texts that run through the model together
architecture     reads from a model's configuration what it computes
bert_graph       the graph that we build of a model: before a library loads it
weights          finds the weights in the model's file
graph            builds a graph that refers to the weight file
graph_writer     collects nodes and constants into an ONNX model
graph_cache      caches built graphs on disk
published_graph  runs the graph that a model's authors publish instead
"""
