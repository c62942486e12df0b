"""Reads files too large for memory in chunks, and keeps a random sample of their rows."""
