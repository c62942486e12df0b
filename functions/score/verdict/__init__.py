"""The verdict: assembled from what was measured and decided, and stored in the bucket."""
