"""Texts a second beside sentence-transformers: `python tests/bench/encoder_speed.py`.

sentence-transformers is measured where it is installed (`make torch`), or where `make bench` made an
environment of its own for it.
"""

from speed import alone, encoder, sections

if __name__ == "__main__":
    alone.run(__doc__, encoder.measure, sections.engines, sizes=("texts", "text_rounds"))
