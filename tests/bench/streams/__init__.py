"""The stream measurements behind docs/streams.md: real data in time order, cut into ordinary batches."""
