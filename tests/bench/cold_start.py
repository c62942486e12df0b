"""Process start to first verdict, beside the documented way: `python tests/bench/cold_start.py`.

The documented way is measured where sentence-transformers is installed (`make torch`), or where `make bench`
made an environment of its own for it.
"""

from speed import alone, cold_start, sections

if __name__ == "__main__":
    alone.run(__doc__, cold_start.measure, sections.starts, sizes=("starts",))
