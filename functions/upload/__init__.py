"""The optional thin upload function: files posted by HTTP go into the bucket, verdicts come back."""
