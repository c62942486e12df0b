"""Reads a folder that a marker has completed as one batch.

members      the parts of a folder, and what describes all of them
sample       a random sample of the rows of all parts
columns      the columns of parts that do not have the same ones
partitions   the columns that the names of folders give
reading      reads part after part
"""

from functions.score.batch.folder.members import MAX_PARTS, Folder, marker_for, open_folder, unmarked_folder
from functions.score.batch.folder.reading import read

__all__ = ["MAX_PARTS", "Folder", "marker_for", "open_folder", "read", "unmarked_folder"]
