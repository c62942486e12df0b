"""The comparison of two files: every column, measured before any decision."""
