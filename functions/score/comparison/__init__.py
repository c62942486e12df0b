"""The comparison of two files: every column, measured before any decision.

files             everything measured about one drift file
blocks            how much the baseline's own blocks of rows differ from one another
cuts              which of these blocks there are
row_order         whether the baseline's rows are in the order of time
left_out          columns that the settings leave out, and those that were not read
matching          matches the drift file's columns to the baseline's
text_column       a column of texts
text_traits       simple traits of texts, and what the model cannot read
embedding_column  a column of vectors
file_notes        notes on the files as wholes
history_notes     those that need earlier files
table/            all other columns
"""
