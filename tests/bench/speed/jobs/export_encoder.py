"""Export a model's transformer with torch's own exporter, as a user without Driftline would.

Arguments: the model's folder, and the folder to write. That folder gets the model's settings as links, no
weights, and the graph as `onnx/model.onnx`: Driftline then runs this graph instead of building its own.
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModel

WEIGHTS = {"model.safetensors", "pytorch_model.bin"}
INPUTS = ("input_ids", "attention_mask", "token_type_ids")

source, target = map(Path, sys.argv[1:3])
for path in source.rglob("*"):
    if path.is_file() and path.name not in WEIGHTS and path.suffix != ".onnx":
        link = target / path.relative_to(source)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path.resolve())
(target / "onnx").mkdir(exist_ok=True)
sizes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("sequence", max=512)}
torch.onnx.export(
    AutoModel.from_pretrained(source, add_pooling_layer=False).eval(),
    kwargs={name: torch.ones(2, 8, dtype=torch.int64) for name in INPUTS},
    f=str(target / "onnx" / "model.onnx"),
    input_names=list(INPUTS),
    output_names=["last_hidden_state"],
    dynamic_shapes=dict.fromkeys(INPUTS, sizes),
)
