"""The optional upload function: stores files posted over HTTP in the bucket, and returns verdicts."""
