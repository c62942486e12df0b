"""The verdict: its JSON document, and the part about one column."""
