"""Files too large to hold: read chunk by chunk, and a random sample of their rows kept."""
