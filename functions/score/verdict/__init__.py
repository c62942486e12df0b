"""The verdict: assembled from evidence and decision, and stored in the bucket."""
