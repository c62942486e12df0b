"""The object store: what we ask of one, and the adapters."""
