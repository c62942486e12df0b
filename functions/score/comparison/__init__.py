"""The comparison of two files: every column, measured before any decision.

files             everything measured about one drift file
matching          matches the drift file's columns to the baseline's
text_column       a column of texts
text_traits       simple traits of texts, and what the model cannot read
embedding_column  a column of vectors
file_notes        notes on the files as wholes
table/            all other columns
"""
