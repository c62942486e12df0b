"""Formats made of text, CSV, TSV and JSON Lines: from bytes to a table."""
