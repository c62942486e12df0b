"""Reads a version of a table, which a commit in the table's folder names, as one batch.

commit      the commit, as the store describes it
delta       the files of a version of a Delta table
iceberg     the files of a version of an Iceberg table
outside     refuses files outside of a table's folder
"""

from functions.score.batch.snapshots.commit import Commit, latest_commit, read

__all__ = ["Commit", "latest_commit", "read"]
