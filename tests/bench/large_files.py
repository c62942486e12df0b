"""Peak memory with large files, 100 MB and 1 GB: `python tests/bench/large_files.py`, takes some minutes."""

from speed import alone, large_files, sections

if __name__ == "__main__":
    alone.run(__doc__, large_files.measure, sections.large)
