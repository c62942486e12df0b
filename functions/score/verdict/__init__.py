"""The verdict: assembled from evidence and decision, and stored in the bucket.

assembly    the whole verdict
columns     the part about one column
whole_rows  the part about whole rows
stored      the verdict in the bucket
"""
