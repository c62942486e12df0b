"""Texts per second, compared with a plain ONNX export and with sentence-transformers.

`python tests/bench/encoder_speed.py` measures Driftline alone, unless the environment of the documented way
exists, which exports the graph and runs sentence-transformers. `make bench` builds it, and so does `--rivals`
(gigabytes).
"""

from speed import alone, encoder, sections

if __name__ == "__main__":
    alone.run(__doc__, encoder.measure, sections.engines, sizes=("texts", "text_rounds"), rivals=True)
