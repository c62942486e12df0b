"""Time from process start to first verdict, beside the documented way: `python tests/bench/cold_start.py`.

The documented way is measured if sentence-transformers is installed (`make torch`), or if `make bench` has
built an environment for it.
"""

from speed import alone, cold_start, sections

if __name__ == "__main__":
    alone.run(__doc__, cold_start.measure, sections.starts, sizes=("starts",))
