"""Text formats (CSV, TSV and JSON Lines): from bytes to an Arrow table."""
