"""The comparison of two files: every column, measured before any decision.

files        all columns
file_notes   notes about a whole file
table        columns of other kinds than text
text_column  the embedded texts of a column
text_traits  simple traits of texts, and what the model cannot read
"""
